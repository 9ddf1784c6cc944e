package org.zhengyan.status;

import java.time.Duration;
import java.time.Instant;
import org.zhengyan.certificate.ChangeFeed.Position;

/**
 * What a node knew after one look at the feed; replaced as a whole by the next.
 *
 * @param index which the feed's thread goes on changing: it may be newer than the view, never older
 * @param asOf the heartbeat's time: everything committed before it is in the index
 * @param agedBy how old the heartbeat was at the look, on the database's clock
 * @param lookedAt {@link System#nanoTime} before the look and after the heartbeat: what the beat took is in {@code
 *     agedBy}, and would be counted twice
 * @param clockOffset of this node's clock from the database's, less what the look's duration leaves open
 */
public record FeedView(
    StatusIndex index,
    Position position,
    Instant asOf,
    Duration agedBy,
    long lookedAt,
    Duration clockOffset) {

  /** How old the answer is now; needs no clock but the monotonic one. */
  Duration age(long nanoTime) {
    return agedBy.plusNanos(nanoTime - lookedAt);
  }

  /** Of the clock that said before and after, from the database that answered between; less what that leaves open. */
  static Duration offset(Instant databaseTime, Instant before, Instant after) {
    Duration uncertainty = Duration.between(before, after).dividedBy(2);
    Duration offset = Duration.between(databaseTime, before.plus(uncertainty));
    Duration beyond = offset.abs().minus(uncertainty.abs());
    if (beyond.isNegative()) {
      return Duration.ZERO;
    }
    return offset.isNegative() ? beyond.negated() : beyond;
  }
}
