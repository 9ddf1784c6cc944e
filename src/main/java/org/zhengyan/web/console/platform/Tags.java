package org.zhengyan.web.console.platform;

import org.zhengyan.principal.Change;
import org.zhengyan.principal.Client;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** States of this console's things as word and shape, and the word after an act. */
final class Tags {
  private Tags() {}

  static Html verification(String state, View view) {
    StatusTag tag =
        switch (state) {
          case "verified" -> StatusTag.GOOD;
          case "requested" -> StatusTag.WAITING;
          case "rejected" -> StatusTag.BAD;
          default -> StatusTag.ENDED;
        };
    return tag.of(view.text("state." + state));
  }

  static Html client(Client client, View view) {
    return client.active()
        ? StatusTag.GOOD.of(view.text("client.active"))
        : StatusTag.HELD.of(view.text("client.suspended"));
  }

  static Html change(Change change, View view) {
    StatusTag tag =
        switch (change.state()) {
          case "submitted" -> StatusTag.WAITING;
          case "applied" -> StatusTag.GOOD;
          case "refused" -> StatusTag.BAD;
          default -> StatusTag.ENDED;
        };
    return tag.of(view.text("change.state." + change.state()));
  }

  /** What the redirect after an act names; anything else says nothing. */
  static Html done(View view) {
    return view.parameter("done")
        .map(key -> "done." + key)
        .filter(view.messages()::has)
        .map(key -> Notice.done(view.text(key)))
        .orElse(Html.nothing());
  }
}
