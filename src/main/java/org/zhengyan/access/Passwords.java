package org.zhengyan.access;

import java.text.Normalizer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Refusal;

/**
 * Passwords under Argon2id (RFC 9106): 19 MiB, two passes, one lane, as OWASP has it. Two are computed at a
 * time, so that many at once cost time and not memory; who waits for more than five seconds gets a 503.
 */
@Component
class Passwords {
  private static final int AT_A_TIME = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Argon2PasswordEncoder argon2 = new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2);
  private final Semaphore permits = new Semaphore(AT_A_TIME, true);
  private volatile @Nullable String nobodys;

  /** The hash to keep, with its salt and its parameters. */
  String hash(String password) {
    return bounded(() -> String.valueOf(argon2.encode(normal(password))));
  }

  /**
   * Whether that is the password; the same work when there is no account and so no hash.
   *
   * @param hash null to do the work in vain
   */
  boolean matches(String password, @Nullable String hash) {
    String against = hash == null ? nobodys() : hash;
    return bounded(() -> argon2.matches(normal(password), against)) && hash != null;
  }

  private String nobodys() {
    String known = nobodys;
    if (known == null) {
      known = hash(SessionToken.random().cookie());
      nobodys = known;
    }
    return known;
  }

  /** One spelling, whichever keyboard it came from (NFKC, RFC 8265 section 4.2). */
  private static String normal(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFKC);
  }

  private <T> T bounded(Supplier<T> work) {
    try {
      if (!permits.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw Refusal.unavailable("too many are signing in right now", PATIENCE, null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.unavailable("too many are signing in right now", PATIENCE, e);
    }
    try {
      return work.get();
    } finally {
      permits.release();
    }
  }
}
