package org.zhengyan.status;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How well this node knows the status of certificates: what readiness and gauges say.
 *
 * @param unavailableBecause why it answers nothing now; null when it answers
 * @param feedAge null before the first look at the feed
 * @param clockOffset of this node from the database; null before the first look
 * @param reconciled false while the database lacks what this node remembers
 * @param journalWritable false while no status can be changed on this node
 */
public record StatusHealth(
    @Nullable String unavailableBecause,
    @Nullable Duration feedAge,
    @Nullable Duration clockOffset,
    boolean reconciled,
    boolean journalWritable,
    long position,
    int certificates) {

  public boolean serving() {
    return unavailableBecause == null;
  }
}
