package org.zhengyan.principal;

import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * The query of a list of changes.
 *
 * @param before the sequence number that the page ends before; null for the first page
 * @param limit 1 to 100, 50 when not given
 */
public record ChangeQuery(Proposal.@Nullable State state, @Nullable Long before, int limit) {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 100;

  /**
   * Reads the parameters {@code state}, {@code cursor} and {@code limit}.
   *
   * @throws Refusal {@code malformed}
   */
  public static ChangeQuery of(
      @Nullable String state, @Nullable String cursor, @Nullable String limit) {
    return new ChangeQuery(
        state == null ? null : state(state),
        cursor == null ? null : number("cursor", cursor, Long.MAX_VALUE),
        limit(limit));
  }

  /** The page size of a list: the parameter {@code limit}. */
  public static int limit(@Nullable String limit) {
    return limit == null ? DEFAULT_LIMIT : (int) number("limit", limit, MAX_LIMIT);
  }

  /** The cursor of the next page, or null on the last. */
  public static @Nullable String cursor(@Nullable Long next) {
    return next == null ? null : next.toString();
  }

  private static Proposal.State state(String state) {
    return switch (state) {
      case "submitted" -> Proposal.State.SUBMITTED;
      case "applied" -> Proposal.State.APPROVED;
      case "refused" -> Proposal.State.REFUSED;
      default ->
          throw Refusal.of(
              Problem.MALFORMED, "the parameter state is submitted, applied or refused");
    };
  }

  private static long number(String parameter, String text, long max) {
    if (text.matches("[1-9][0-9]{0,17}")) {
      long number = Long.parseLong(text);
      if (number <= max) {
        return number;
      }
    }
    throw Refusal.of(
        Problem.MALFORMED,
        parameter.equals("limit")
            ? "the parameter limit is a number from 1 to " + MAX_LIMIT
            : "the parameter cursor is the member next of the page before");
  }
}
