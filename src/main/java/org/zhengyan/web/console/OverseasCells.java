package org.zhengyan.web.console;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.zhengyan.access.staff.OverseasAsked.Standing;
import org.zhengyan.web.html.Html;

/** How what was asked for abroad is shown on either side: to who asks, and to the authority that decides. */
public final class OverseasCells {
  private OverseasCells() {}

  public static Html state(View view, Standing standing) {
    StatusTag tag =
        switch (standing) {
          case ACTIVE -> StatusTag.GOOD;
          case ASKED, SUBMITTED, COMING -> StatusTag.WAITING;
          case IDLE -> StatusTag.HELD;
          case REFUSED -> StatusTag.BAD;
          case LAPSED, WITHDRAWN, OVER -> StatusTag.ENDED;
        };
    return tag.of(words(view, standing));
  }

  public static String words(View view, Standing standing) {
    return view.text("overseas.standing." + standing.name().toLowerCase(Locale.ROOT));
  }

  public static Html term(View view, Instant from, Instant to) {
    return Html.all(Show.dense(from), Html.text(view.text("overseas.until")), Show.dense(to));
  }

  /** @param device null for any */
  public static String device(View view, @Nullable String device) {
    return device == null ? view.text("overseas.any") : device;
  }
}
