package org.zhengyan.notification;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Doubling, with a limit; half of each time is chance, so that many do not come back at once. */
final class Backoff {
  private static final int MOST_DOUBLINGS = 30;

  private Backoff() {}

  /**
   * @param failures so far, this one included
   */
  static Duration after(int failures, Duration first, Duration longest) {
    long doubled = first.toMillis() << Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS);
    long most = Math.min(doubled, longest.toMillis());
    return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }
}
