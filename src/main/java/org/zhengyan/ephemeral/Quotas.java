package org.zhengyan.ephemeral;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Refusal;

/**
 * Requests that each holder of clients may send, counted over all nodes by token buckets in Redis.
 *
 * <p>A node takes tokens in portions of a twentieth of a second's worth and spends them within a second,
 * so most requests ask nobody. A holder that is refused is refused from memory until a token is due.
 * Without Redis everybody passes.
 */
@Component
public class Quotas {
  private static final long PORTION_LIVES = TimeUnit.SECONDS.toNanos(1);

  private final TokenBuckets buckets;
  private final QuotaProperties properties;
  private final long portion;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  /** What this node has left of a portion, and until when it may be spent or nothing is to be had. */
  private static final class Account {
    final AtomicLong left = new AtomicLong();
    volatile long spendUntil = System.nanoTime();
    volatile long nothingUntil = System.nanoTime();
  }

  Quotas(RedisLink link, QuotaProperties properties) {
    this.buckets = new TokenBuckets(link);
    this.properties = properties;
    this.portion = Math.clamp((long) (properties.perSecond() / 20), 1, properties.burst());
  }

  /**
   * Counts one request.
   *
   * @param holder a registered one, so that there are only so many
   * @throws Refusal {@code too-many-requests}
   */
  public void take(String holder) {
    Account account = accounts.computeIfAbsent(holder, name -> new Account());
    if (spend(account)) {
      return;
    }
    synchronized (account) {
      if (spend(account)) {
        return;
      }
      long now = System.nanoTime();
      long nothingFor = account.nothingUntil - now;
      if (nothingFor > 0) {
        throw refusal(Duration.ofNanos(nothingFor));
      }
      try {
        TokenBuckets.Taken taken =
            buckets.take("quota:" + holder, properties.perSecond(), properties.burst(), portion);
        if (taken.granted() == 0) {
          Duration wait = taken.due();
          account.nothingUntil = now + wait.toNanos();
          throw refusal(wait);
        }
        account.left.set(taken.granted() - 1);
        account.spendUntil = now + PORTION_LIVES;
      } catch (RedisUnavailable e) {
        // Quotas protect neighbours from each other; they are no reason to answer nobody.
      }
    }
  }

  /** Requests a second that each holder may send in the long run, over all nodes. */
  public double perSecond() {
    return properties.perSecond();
  }

  private static boolean spend(Account account) {
    return account.spendUntil - System.nanoTime() > 0 && account.left.decrementAndGet() >= 0;
  }

  private static Refusal refusal(Duration wait) {
    return Refusal.tooManyRequests("The quota is used up; the Retry-After header says when to go on", wait);
  }
}
