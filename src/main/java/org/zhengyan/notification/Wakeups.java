package org.zhengyan.notification;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Tells this node's sender that something may be due. A lost wake-up costs one interval. */
@Component
class Wakeups {
  private final Semaphore signal = new Semaphore(0);

  void wake() {
    signal.release();
  }

  /** Returns when woken, or after that time. */
  void await(Duration longest) throws InterruptedException {
    if (signal.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
      signal.drainPermits();
    }
  }
}
