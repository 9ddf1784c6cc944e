package org.zhengyan.web.oauth;

import static org.zhengyan.web.oauth.OAuthCaller.ISSUER;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;

/** A key with which a client proves that a token is its own (RFC 9449). */
@NullUnmarked
record DpopKey(ECKey key) {
  /** Where it is shown at the API: {@link ProbeController} says who calls. */
  static final String WHO = "/api/v1/who";

  static DpopKey fresh() throws JOSEException {
    return new DpopKey(new ECKeyGenerator(Curve.P_256).generate());
  }

  static JWSHeader header(ECKey key) {
    return new JWSHeader.Builder(JWSAlgorithm.ES256)
        .type(new JOSEObjectType("dpop+jwt"))
        .jwk(key.toPublicJWK())
        .build();
  }

  /** The claims of a good proof for the request. */
  static Map<String, Object> claims(String method, String path) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("htm", method);
    claims.put("htu", ISSUER + path);
    claims.put("iat", Instant.now().getEpochSecond());
    claims.put("jti", UUID.randomUUID().toString());
    return claims;
  }

  /** The claims of a good proof that comes with the token. */
  static Map<String, Object> apiClaims(String token) {
    Map<String, Object> claims = claims("GET", WHO);
    claims.put("ath", hash(token));
    return claims;
  }

  /** A proof for the token endpoint that is good but for what the edit does. */
  String tokenProof(Consumer<Map<String, Object>> edit) {
    Map<String, Object> claims = claims("POST", "/oauth2/token");
    edit.accept(claims);
    return OAuthCaller.sign(header(key), claims, key);
  }

  /** The same for the API, with the token. */
  String apiProof(String token, Consumer<Map<String, Object>> edit) {
    Map<String, Object> claims = apiClaims(token);
    edit.accept(claims);
    return OAuthCaller.sign(header(key), claims, key);
  }

  /** Signed with this key under a header that may say anything. */
  String handMade(String header, Map<String, Object> claims) throws JOSEException {
    String input =
        Base64URL.encode(header)
            + "."
            + Base64URL.encode(com.nimbusds.jose.util.JSONObjectUtils.toJSONString(claims));
    Base64URL signature =
        new com.nimbusds.jose.crypto.ECDSASigner(key)
            .sign(new JWSHeader(JWSAlgorithm.ES256), input.getBytes(StandardCharsets.US_ASCII));
    return input + "." + signature;
  }

  private static String hash(String token) {
    try {
      return Base64URL.encode(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII)))
          .toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
