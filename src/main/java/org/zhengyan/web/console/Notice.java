package org.zhengyan.web.console;

import java.util.List;
import org.zhengyan.web.html.Html;

/** A word that must not be missed: what was done, what to mind, what the answer is. */
public final class Notice {
  private Notice() {}

  /** An act that went well, on the page after it. */
  public static Html done(String title, Html... parts) {
    return of("done", "status", StatusTag.GOOD, title, parts);
  }

  public static Html mind(String title, Html... parts) {
    return of("mind", "note", StatusTag.WAITING, title, parts);
  }

  /** Something went wrong that no field of a form can mend. */
  public static Html wrong(String title, Html... parts) {
    return of("wrong", "alert", StatusTag.BAD, title, parts);
  }

  public static Html plain(Html... parts) {
    return Html.of("div", List.of("class", "inset"), parts);
  }

  /** The answer that somebody came for: yes, no or unknown, in one line, with the reason below. */
  public static Html answer(StatusTag state, String line, Html... reason) {
    return Html.of(
        "div",
        List.of("class", "answer " + state.wire(), "role", "status"),
        state.icon(),
        Html.of("div", Html.of("h2", Html.text(line)), Html.all(reason)));
  }

  private static Html of(String kind, String role, StatusTag state, String title, Html... parts) {
    return Html.of(
        "div",
        List.of("class", "notice " + kind, "role", role),
        state.icon(),
        Html.of("div", Html.of("p", Html.of("strong", Html.text(title))), Html.all(parts)));
  }
}
