package org.zhengyan.web.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.ServiceProperties;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes access tokens by the profile of RFC 9068: {@code at+jwt}, ES256, for the API as their one
 * audience, 300 seconds long. A token that was asked for with a proof is bound to the proof's key by
 * {@code cnf.jkt} (RFC 9449 section 6.1).
 */
@Component
final class AccessTokenWriter implements OAuth2TokenGenerator<Jwt> {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final TokenKeys keys;
  private final ServiceProperties service;
  private final JsonMapper json;
  private final Clock clock;

  AccessTokenWriter(TokenKeys keys, ServiceProperties service, JsonMapper json, Clock clock) {
    this.keys = keys;
    this.service = service;
    this.json = json;
    this.clock = clock;
  }

  @Override
  public Jwt generate(OAuth2TokenContext context) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant expires = now.plus(ClientAssertionProvider.TOKEN_LIFE);
    String clientId = context.getRegisteredClient().getClientId();
    byte[] id = new byte[16];
    RANDOM.nextBytes(id);

    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", "ES256");
    header.put("kid", keys.currentKid());
    header.put("typ", "at+jwt");

    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", service.publicUrl().toString());
    claims.put("sub", clientId);
    claims.put("aud", service.apiAudience());
    claims.put("client_id", clientId);
    claims.put("scope", String.join(" ", new TreeSet<>(context.getAuthorizedScopes())));
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", expires.getEpochSecond());
    claims.put("jti", BASE64URL.encodeToString(id));
    String jkt = TokenRequestConverter.proofKey(context.getAuthorizationGrant());
    if (jkt != null) {
      claims.put("cnf", Map.of("jkt", jkt));
    }

    // Spring tells the token's type by its claims; it wants times as such.
    Map<String, Object> typed = new HashMap<>(claims);
    typed.put("iat", now);
    typed.put("exp", expires);
    return new Jwt(sign(header, claims), now, expires, header, typed);
  }

  private String sign(Map<String, Object> header, Map<String, Object> claims) {
    String input = encode(header) + '.' + encode(claims);
    byte[] der = keys.signer().sign(input.getBytes(StandardCharsets.US_ASCII));
    try {
      return input + '.' + BASE64URL.encodeToString(ECDSA.transcodeSignatureToConcat(der, 64));
    } catch (JOSEException e) {
      throw new IllegalStateException("a signature of ours is no DER pair", e);
    }
  }

  private String encode(Map<String, Object> part) {
    return BASE64URL.encodeToString(json.writeValueAsBytes(part));
  }
}
