package org.zhengyan.web.console.auditor;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.zhengyan.access.SignedIn;
import org.zhengyan.log.LogSearch;
import org.zhengyan.web.console.View;

/** What the search form asks for within the divisions of the auditor, and the same as a query of an address. */
record EventQuery(LogSearch.Query query, String parameters) {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final List<String> FIELDS = List.of("type", "subject", "account", "from", "to");
  private static final int LONGEST = 200;

  static EventQuery of(View view, SignedIn who) {
    List<String> parameters = new ArrayList<>();
    for (String field : FIELDS) {
      String value = text(view, field);
      if (value != null) {
        parameters.add(field + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8));
      }
    }
    return new EventQuery(
        new LogSearch.Query(
            text(view, "type"),
            text(view, "subject"),
            text(view, "account"),
            day(text(view, "from"), 0),
            day(text(view, "to"), 1),
            number(view),
            division(who)),
        String.join("&", parameters));
  }

  /** The address with this selection and one more parameter. */
  String href(String path, @Nullable String more) {
    String all = more == null ? parameters : parameters.isEmpty() ? more : parameters + '&' + more;
    return all.isEmpty() ? path : path + '?' + all;
  }

  /** The digits of the divisions whose events the auditor reads; none for the country. */
  static String division(SignedIn who) {
    return Objects.requireNonNull(who.division(), "an auditor is of an authority").prefix();
  }

  private static @Nullable String text(View view, String field) {
    String value = view.typed(field);
    return value.isEmpty() || value.length() > LONGEST ? null : value;
  }

  private static @Nullable Instant day(@Nullable String text, int plus) {
    try {
      return text == null ? null : LocalDate.parse(text).plusDays(plus).atStartOfDay(ZONE).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Long number(View view) {
    String before = view.typed("before");
    return before.matches("[0-9]{1,18}") ? Long.valueOf(before) : null;
  }
}
