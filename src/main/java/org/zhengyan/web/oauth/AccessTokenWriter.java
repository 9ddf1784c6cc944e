package org.zhengyan.web.oauth;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.ServiceProperties;

/**
 * Writes access tokens by the profile of RFC 9068: {@code at+jwt}, ES256, for the API as their one
 * audience, 300 seconds long. A token that was asked for with a proof is bound to the proof's key by
 * {@code cnf.jkt} (RFC 9449 section 6.1), one that was asked for with a certificate to that ({@link
 * Confirmation}). One that a code gave names its verification, so that it can be
 * taken back.
 */
@Component
final class AccessTokenWriter implements OAuth2TokenGenerator<Jwt> {
  private static final SecureRandom RANDOM = new SecureRandom();
  /** RFC 9068 section 2.1. */
  private static final String TYPE = "at+jwt";

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final JwtWriter writer;
  private final ServiceProperties service;
  private final Clock clock;

  AccessTokenWriter(JwtWriter writer, ServiceProperties service, Clock clock) {
    this.writer = writer;
    this.service = service;
    this.clock = clock;
  }

  @Override
  public Jwt generate(OAuth2TokenContext context) {
    return write(
        context.getRegisteredClient().getClientId(),
        context.getAuthorizedScopes(),
        TokenRequestConverter.bound(context.getAuthorizationGrant()),
        null);
  }

  /**
   * @param bound what it is bound to
   * @param verification that it was consented to, or null
   */
  Jwt write(
      String clientId,
      Collection<String> scopes,
      Confirmation bound,
      @Nullable String verification) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant expires = now.plus(ClientAssertionProvider.TOKEN_LIFE);
    byte[] id = new byte[16];
    RANDOM.nextBytes(id);

    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", service.publicUrl().toString());
    claims.put("sub", clientId);
    claims.put("aud", service.apiAudience());
    claims.put("client_id", clientId);
    claims.put("scope", String.join(" ", new TreeSet<>(scopes)));
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", expires.getEpochSecond());
    claims.put("jti", BASE64URL.encodeToString(id));
    if (verification != null) {
      claims.put("verification", verification);
    }
    if (!bound.claim().isEmpty()) {
      claims.put("cnf", bound.claim());
    }

    // Spring tells the token's type by its claims; it wants times as such.
    Map<String, Object> typed = new HashMap<>(claims);
    typed.put("iat", now);
    typed.put("exp", expires);
    return new Jwt(writer.sign(TYPE, claims), now, expires, Map.of("typ", TYPE), typed);
  }
}
