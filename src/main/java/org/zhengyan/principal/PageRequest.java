package org.zhengyan.principal;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * Which page of a list is asked for, newest first.
 *
 * <p>Rows have a position that grows; a cursor is the position of the last row of the page before, so
 * a page never shifts when rows come in.
 *
 * @param before rows of the page have a smaller position
 * @param limit at most so many rows
 */
public record PageRequest(long before, int limit) {
  private static final Pattern POSITION = Pattern.compile("[1-9][0-9]{0,17}");
  private static final int DEFAULT = 50;
  private static final int MOST = 100;

  /** One page: its rows, and the cursor of the next one when there may be more. */
  public record Page<T>(List<T> items, @Nullable String next) {}

  /**
   * Reads the query parameters {@code cursor} and {@code limit}, both optional.
   *
   * @throws Refusal {@code malformed} for a cursor that no page gave, or a limit outside 1 to 100
   */
  public static PageRequest of(@Nullable String cursor, @Nullable Integer limit) {
    if (cursor != null && !POSITION.matcher(cursor).matches()) {
      throw Refusal.of(Problem.MALFORMED, "The cursor is not one that a page gave");
    }
    if (limit != null && (limit < 1 || limit > MOST)) {
      throw Refusal.of(Problem.MALFORMED, "The limit lies between 1 and " + MOST);
    }
    return new PageRequest(
        cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor), limit == null ? DEFAULT : limit);
  }

  /** The page of these rows; a full one names the next. */
  public <R, T> Page<T> page(List<R> rows, ToLongFunction<R> position, Function<R, T> item) {
    String next =
        rows.size() < limit ? null : Long.toString(position.applyAsLong(rows.getLast()));
    return new Page<>(rows.stream().map(item).toList(), next);
  }
}
