package org.zhengyan.web.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.ephemeral.ProofIds;
import org.zhengyan.ephemeral.RedisUnavailable;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.principal.PublicJwk;
import tools.jackson.databind.JsonNode;

/**
 * Checks a DPoP proof: RFC 9449 section 4.3, with ES256 alone.
 *
 * <p>The proof is of this method and this URL below the public URL (whatever the Host header says), at
 * most 60 seconds old and 5 ahead, of this access token where there is one, and used once on all nodes.
 * When that last thing cannot be established, the answer is 503. A {@code nonce} is neither asked for
 * nor looked at.
 */
@Component
final class ProofVerifier {
  private static final int LONGEST = 4 * 1024;
  private static final int LONGEST_JTI = 256;
  private static final Duration OLDEST = Duration.ofSeconds(60);
  private static final Duration AHEAD = Duration.ofSeconds(5);
  private static final Set<String> PARAMETERS = Set.of("alg", "typ", "jwk");
  private static final Set<String> TYPES = Set.of("dpop+jwt");

  private final ProofIds ids;
  private final URI publicUrl;
  private final Clock clock;
  private final Cache<String, PublicJwk> keys = Caffeine.newBuilder().maximumSize(2_000).build();

  ProofVerifier(ProofIds ids, ServiceProperties service, Clock clock) {
    this.ids = ids;
    this.publicUrl = service.publicUrl();
    this.clock = clock;
  }

  /** True when the request carries the header at all. */
  static boolean presented(HttpServletRequest request) {
    return request.getHeader("DPoP") != null;
  }

  /**
   * The thumbprint (RFC 7638) of the key that signed the request's proof.
   *
   * @param token the access token that it came with; null at the token endpoint
   * @throws InvalidToken naming the rule that the proof breaks
   * @throws Refusal {@code unavailable} when it cannot be told whether the proof was used before
   */
  String verify(HttpServletRequest request, AccessTokenVerifier.@Nullable AccessToken token)
      throws InvalidToken {
    CompactJws proof = CompactJws.parse(header(request), LONGEST, PARAMETERS, TYPES);
    PublicJwk key = key(proof);
    if (token != null && !key.thumbprint().equals(token.bound().jkt())) {
      throw new InvalidToken("its key is not the one that the access token is bound to");
    }
    if (!request.getMethod().equals(proof.claim("htm"))) {
      throw new InvalidToken("its htm is not the method of the request");
    }
    if (!isThisUrl(proof.requiredClaim("htu"), request)) {
      throw new InvalidToken("its htu is not the URL of the request");
    }
    Instant issued = requireFresh(proof.requiredSeconds("iat"));
    String jti = proof.requiredClaim("jti");
    if (jti.length() > LONGEST_JTI) {
      throw new InvalidToken("its jti is too long");
    }
    if (token != null && !base64url(token.sha256()).equals(proof.claim("ath"))) {
      throw new InvalidToken("its ath is not the hash of the access token");
    }
    if (!proof.verifies(key.key())) {
      throw new InvalidToken("its signature does not verify");
    }
    requireFirstUse(key, jti, issued);
    return key.thumbprint();
  }

  private static String header(HttpServletRequest request) throws InvalidToken {
    Enumeration<String> headers = request.getHeaders("DPoP");
    String proof = headers.hasMoreElements() ? headers.nextElement() : null;
    if (proof == null || headers.hasMoreElements()) {
      throw new InvalidToken("there is not exactly one DPoP header");
    }
    return proof;
  }

  /** Kept between proofs: reading a key costs more than verifying with a kept one. */
  private PublicJwk key(CompactJws proof) throws InvalidToken {
    JsonNode jwk = proof.header().get("jwk");
    if (jwk == null || !jwk.isObject()) {
      throw new InvalidToken("its header has no jwk");
    }
    String json = jwk.toString();
    PublicJwk known = keys.getIfPresent(json);
    if (known == null) {
      try {
        known = PublicJwk.parse(json);
      } catch (InvalidKey e) {
        throw new InvalidToken("its jwk is no public P-256 key and nothing else");
      }
      keys.put(json, known);
    }
    return known;
  }

  private Instant requireFresh(long issuedAt) throws InvalidToken {
    Instant issued = Instant.ofEpochSecond(issuedAt);
    Instant now = clock.instant();
    if (issued.isBefore(now.minus(OLDEST)) || issued.isAfter(now.plus(AHEAD))) {
      throw new InvalidToken("its iat is too far from now");
    }
    return issued;
  }

  private void requireFirstUse(PublicJwk key, String jti, Instant issued) throws InvalidToken {
    String id = base64url(sha256(key.thumbprint() + '.' + jti));
    try {
      switch (ids.use(id, issued, AHEAD, OLDEST.plus(AHEAD).plusSeconds(1))) {
        case FIRST -> {}
        case REPEATED -> throw new InvalidToken("it was used before");
        case TOO_OLD ->
            throw new InvalidToken(
                "it may predate what is remembered of used proofs: make a new proof in a few seconds");
      }
    } catch (RedisUnavailable e) {
      throw Refusal.unavailable(
          "It cannot be told right now whether this proof was used before: make a new proof",
          Duration.ofSeconds(1),
          e);
    }
  }

  /** Compares as RFC 9449 section 4.3 item 9 asks: without query and fragment, scheme and host in any case. */
  private boolean isThisUrl(String htu, HttpServletRequest request) {
    try {
      URI uri = new URI(htu);
      return uri.getScheme() != null
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getScheme().equalsIgnoreCase(publicUrl.getScheme())
          && uri.getHost().equalsIgnoreCase(publicUrl.getHost())
          && port(uri) == port(publicUrl)
          && uri.getRawPath().equals(publicUrl.getRawPath() + request.getRequestURI());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return uri.getScheme().toLowerCase(Locale.ROOT).equals("https") ? 443 : 80;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
