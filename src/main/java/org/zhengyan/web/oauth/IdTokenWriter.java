package org.zhengyan.web.oauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.verification.Verification;
import org.zhengyan.verification.consent.Codes;

/**
 * Writes ID tokens (OpenID Connect Core 1.0 section 2): which body signed in, when, for which client and
 * which verification. {@code sub} is the body's unified social credit code. It is no evidence beyond the
 * moment; the receipt is.
 */
@Component
final class IdTokenWriter {
  private final JwtWriter writer;
  private final String issuer;
  private final Clock clock;

  IdTokenWriter(JwtWriter writer, ServiceProperties service, Clock clock) {
    this.writer = writer;
    this.issuer = service.publicUrl().toString();
    this.clock = clock;
  }

  String write(String clientId, Codes.Redeemed redeemed, String accessToken) {
    Instant now = clock.instant();
    Verification.Asked asked = redeemed.decided().asked();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer);
    claims.put("sub", asked.terms().claimed().uscc().value());
    claims.put("aud", clientId);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(ClientAssertionProvider.TOKEN_LIFE).getEpochSecond());
    claims.put("auth_time", redeemed.signedInAt().getEpochSecond());
    claims.put("nonce", redeemed.nonce());
    claims.put("amr", List.of("pop"));
    claims.put("at_hash", halfHash(accessToken));
    claims.put("verification", asked.id().toString());
    return writer.sign("JWT", claims);
  }

  /** Section 3.1.3.6: the left half of the SHA-256. */
  private static String halfHash(String accessToken) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(accessToken.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, hash.length / 2));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
