package org.zhengyan.web.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Signs claims as a compact JWS with ES256, under the present key of tokens. */
@Component
final class JwtWriter {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final TokenKeys keys;
  private final JsonMapper json;

  JwtWriter(TokenKeys keys, JsonMapper json) {
    this.keys = keys;
    this.json = json;
  }

  Map<String, Object> header(String type) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", "ES256");
    header.put("kid", keys.currentKid());
    header.put("typ", type);
    return header;
  }

  String sign(Map<String, Object> header, Map<String, Object> claims) {
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
