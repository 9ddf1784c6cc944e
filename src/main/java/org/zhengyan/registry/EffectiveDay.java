package org.zhengyan.registry;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * From which day a change may hold: from its approval, or, for another first name alone, from a day
 * at most 30 days ahead, so that certificates can be replaced before it comes.
 */
final class EffectiveDay {
  private static final int DAYS_AHEAD = 30;

  private EffectiveDay() {}

  /**
   * Checks the day from which a change is to hold.
   *
   * @param newest the version that it follows; null for a new body
   * @throws Refusal {@code refused-by-rule}
   */
  static void check(
      @Nullable LocalDate effectiveOn,
      Institution proposed,
      @Nullable Institution newest,
      LocalDate today) {
    if (effectiveOn == null || effectiveOn.equals(today)) {
      return;
    }
    String complaint =
        newest == null
            ? "a new body is registered as of the approval"
            : effectiveOn.isBefore(today)
                ? "the day is past"
                : effectiveOn.isAfter(today.plusDays(DAYS_AHEAD))
                    ? "the day is more than " + DAYS_AHEAD + " days ahead"
                    : proposed.firstName().equals(newest.firstName())
                        ? "only a change of the first name waits for its day"
                        : proposed.status() != newest.status()
                            ? "a change of status takes effect with the approval"
                            : null;
    if (complaint != null) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/effectiveOn", "effective-on-refused", complaint);
    }
  }
}
