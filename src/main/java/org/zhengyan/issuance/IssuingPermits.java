package org.zhengyan.issuance;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Refusal;

/**
 * Bounds the issuings of this node, before any of them has a database connection.
 *
 * <p>An issuing holds one connection (the answer that is to be recorded) while it takes another (the
 * intent, which is committed first). Without a bound, a pool full of first connections would wait for
 * second ones for ever.
 */
@Component
public class IssuingPermits {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Semaphore permits;

  IssuingPermits(IssuanceProperties properties) {
    this.permits = new Semaphore(properties.concurrency(), true);
  }

  /** @throws Refusal {@code unavailable} when no permit came free in five seconds */
  public <T> T within(Supplier<T> issuing) {
    try {
      if (!permits.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw Refusal.unavailable(
            "too many certificates are being issued right now", Duration.ofSeconds(2), null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.unavailable("the service is stopping", Duration.ofSeconds(2), e);
    }
    try {
      return issuing.get();
    } finally {
      permits.release();
    }
  }
}
