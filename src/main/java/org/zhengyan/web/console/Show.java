package org.zhengyan.web.console;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.zhengyan.web.html.Html;

/** Values as people read them: codes in groups, times in local form with the zone, large numbers in threes. */
public final class Show {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final DateTimeFormatter ZH_DAY = DateTimeFormatter.ofPattern("yyyy年M月d日", Locale.CHINA);
  private static final DateTimeFormatter EN_DAY = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.UK);
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter DENSE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
  private static final int FINGERPRINT_ENDS = 8;

  private Show() {}

  /** A code of 18 characters as 2-6-9-1, which can be read aloud; copied as it is, without gaps. */
  public static Html uscc(String code) {
    if (code.length() != 18) {
      return Html.of("code", Html.text(code));
    }
    return grouped(List.of(code.substring(0, 2), code.substring(2, 8), code.substring(8, 17), code.substring(17)));
  }

  /** A serial number or another hexadecimal text in fours. */
  public static Html hex(String hex) {
    return grouped(List.of(hex.split("(?<=\\G.{4})")));
  }

  private static Html grouped(List<String> groups) {
    // The gaps are margins: what is copied is the code itself.
    return Html.of(
        "code",
        List.of("class", "groups"),
        Html.all(groups.stream().map(group -> Html.of("span", Html.text(group))).toList()));
  }

  /** The two ends of a fingerprint; the whole opens below, where one press selects it. */
  public static Html fingerprint(String hex) {
    if (hex.length() <= 4 * FINGERPRINT_ENDS) {
      return Html.of("code", List.of("class", "copy"), Html.text(hex));
    }
    String ends =
        hex.substring(0, FINGERPRINT_ENDS) + "…" + hex.substring(hex.length() - FINGERPRINT_ENDS);
    return Html.of(
        "details",
        List.of("class", "fingerprint"),
        Html.of("summary", Html.code(ends)),
        Html.of("code", List.of("class", "copy"), Html.text(hex)));
  }

  /** Day and time to the minute, in the time of Beijing, and its zone. */
  public static Html time(Instant instant, View view) {
    ZonedDateTime local = instant.atZone(ZONE);
    String text =
        view.language() == Language.ZH
            ? ZH_DAY.format(local) + " " + MINUTE.format(local) + "（北京时间）"
            : EN_DAY.format(local) + ", " + MINUTE.format(local) + " (UTC+8)";
    return time(instant, text);
  }

  /** The same to the second, where seconds count. */
  public static Html moment(Instant instant, View view) {
    ZonedDateTime local = instant.atZone(ZONE);
    String text =
        view.language() == Language.ZH
            ? ZH_DAY.format(local) + " " + SECOND.format(local) + "（北京时间）"
            : EN_DAY.format(local) + ", " + SECOND.format(local) + " (UTC+8)";
    return time(instant, text);
  }

  /** For the rows of a table, whose heading names the zone: {@code 2026-11-22 20:56}. */
  public static Html dense(Instant instant) {
    return time(instant, DENSE.format(instant.atZone(ZONE)));
  }

  private static Html time(Instant instant, String text) {
    return Html.of("time", List.of("datetime", instant.toString()), Html.text(text));
  }

  public static String day(LocalDate day, View view) {
    return (view.language() == Language.ZH ? ZH_DAY : EN_DAY).format(day);
  }

  public static LocalDate localDay(Instant instant) {
    return instant.atZone(ZONE).toLocalDate();
  }

  /** {@code 1,234,567}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
