package org.zhengyan.verification.consent;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.zhengyan.verification.Terms;

/**
 * Keeps what clients push until a browser opens it (RFC 9126). Nothing of a request ever passes through a
 * browser but its name, so there is nothing there to alter.
 */
@Component
public class AuthorizationRequests {
  /** How long a browser has to arrive. */
  public static final Duration LIFE = Duration.ofSeconds(90);

  /** The same, counted from the push, for a browser inside an app, whose reader has to change to another. */
  static final Duration LIFE_OUTSIDE = Duration.ofMinutes(10);

  private static final Logger logger = LoggerFactory.getLogger(AuthorizationRequests.class);
  private static final String PREFIX = "urn:ietf:params:oauth:request_uri:";
  private static final Pattern HANDLE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final AuthorizationStore store;

  AuthorizationRequests(AuthorizationStore store) {
    this.store = store;
  }

  /**
   * A checked request.
   *
   * @param terms on the same device, with the way back to this service
   * @param redirectUri one of the client's
   * @param codeChallenge by S256
   * @param proofKey the thumbprint of the key that has to redeem the code; null for any
   */
  public record Pushed(
      String clientId,
      Terms terms,
      String redirectUri,
      String state,
      String nonce,
      String codeChallenge,
      @Nullable String proofKey) {}

  /** Keeps it, and says its {@code request_uri}. */
  public String push(Pushed pushed) {
    String handle = Secrets.random();
    store.insert(pushed, Secrets.hash(handle), LIFE);
    return PREFIX + handle;
  }

  /** The hash under which that {@code request_uri} is kept; null when it is none of ours. */
  static byte @Nullable [] hashOf(String requestUri) {
    if (!requestUri.startsWith(PREFIX)) {
      return null;
    }
    String handle = requestUri.substring(PREFIX.length());
    return HANDLE.matcher(handle).matches() ? Secrets.hash(handle) : null;
  }

  @Scheduled(fixedDelay = 60_000)
  void sweep() {
    try {
      store.deleteOld();
    } catch (DataAccessException e) {
      // They open nothing any more; the next sweep finds them.
      logger.debug("old authorization requests wait", e);
    }
  }
}
