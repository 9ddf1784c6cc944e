package org.zhengyan.web.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.principal.Scope;

/**
 * Checks what cannot change about an access token, once per token and node: signature, issuer, audience,
 * type (RFC 9068 section 4). Whether it has expired is checked each time; what may change about its
 * client is not its matter.
 *
 * <p>A verified token is remembered by its SHA-256, at most {@link #MOST} of them, until it expires:
 * the signature is 100 µs of work, the memory of it one. Tokens that did not verify are not remembered.
 */
@Component
final class AccessTokenVerifier {
  private static final int LONGEST = 4 * 1024;
  private static final int MOST = 20_000;
  private static final Set<String> PARAMETERS = Set.of("alg", "kid", "typ");
  private static final Set<String> TYPES = Set.of("at+jwt");

  private final TokenKeys keys;
  private final String issuer;
  private final String audience;
  private final Clock clock;
  private final Cache<ByteBuffer, AccessToken> verified;

  /**
   * A token that verified.
   *
   * @param sha256 of its text: what a proof names as {@code ath}
   * @param bound what it is bound to
   * @param verification the consent that gave it, which may be taken back; null for the client's own
   */
  record AccessToken(
      String clientId,
      Set<Scope> scopes,
      long expires,
      Confirmation bound,
      @Nullable UUID verification,
      byte[] sha256) {}

  AccessTokenVerifier(TokenKeys keys, ServiceProperties service, Clock clock) {
    this.keys = keys;
    this.issuer = service.publicUrl().toString();
    this.audience = service.apiAudience();
    this.clock = clock;
    this.verified =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(ClientAssertionProvider.TOKEN_LIFE)
            .build();
  }

  AccessToken verify(String token) throws InvalidToken {
    if (token.length() > LONGEST) {
      throw new InvalidToken("it is too long");
    }
    byte[] sha256 = sha256(token);
    ByteBuffer name = ByteBuffer.wrap(sha256);
    AccessToken known = verified.getIfPresent(name);
    if (known == null) {
      known = read(token, sha256);
      requireFresh(known);
      verified.put(name, known);
    } else {
      requireFresh(known);
    }
    return known;
  }

  private void requireFresh(AccessToken token) throws InvalidToken {
    if (clock.instant().getEpochSecond() >= token.expires()) {
      throw new InvalidToken("it has expired");
    }
  }

  private AccessToken read(String token, byte[] sha256) throws InvalidToken {
    CompactJws jws = CompactJws.parse(token, LONGEST, PARAMETERS, TYPES);
    String kid = jws.kid();
    if (kid == null || !keys.find(kid).map(jws::verifies).orElse(false)) {
      throw new InvalidToken("its signature does not verify");
    }
    if (!issuer.equals(jws.claim("iss")) || !audience.equals(jws.claim("aud"))) {
      throw new InvalidToken("it was issued by another, or for another audience");
    }
    EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String scope : jws.requiredClaim("scope").split(" ")) {
      Scope.ofWire(scope).ifPresent(scopes::add);
    }
    String verification = jws.claim("verification");
    return new AccessToken(
        jws.requiredClaim("client_id"),
        scopes,
        jws.requiredSeconds("exp"),
        Confirmation.of(jws.raw("cnf")),
        verification == null ? null : UUID.fromString(verification),
        sha256);
  }

  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
