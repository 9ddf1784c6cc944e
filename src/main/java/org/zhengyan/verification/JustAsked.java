package org.zhengyan.verification;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What this node was asked moments ago and nobody has answered yet.
 *
 * <p>What was asked never changes, so a platform that answers at once, as one with the holder's key at hand does, is
 * served without reading its session again. Whether the session is still open is never remembered: that is decided
 * by the statement that ends it. What is not found here is read from the database.
 */
@Component
class JustAsked {
  private static final int REMEMBERED = 2_000;
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final Cache<VerificationId, Verification.Asked> sessions =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(KEPT).build();

  void add(Verification.Asked asked) {
    sessions.put(asked.id(), asked);
  }

  /** The client's own, once, if its time is not over by then. */
  Optional<Verification.Asked> take(VerificationId id, String clientId, Instant now) {
    Verification.Asked asked = sessions.getIfPresent(id);
    if (asked == null || !asked.clientId().equals(clientId)) {
      return Optional.empty();
    }
    boolean taken = sessions.asMap().remove(id, asked);
    return taken && now.isBefore(asked.expiresAt()) ? Optional.of(asked) : Optional.empty();
  }

  /** How many are remembered. */
  long size() {
    sessions.cleanUp();
    return sessions.estimatedSize();
  }
}
