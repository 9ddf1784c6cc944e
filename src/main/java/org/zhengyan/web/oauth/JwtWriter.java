package org.zhengyan.web.oauth;

import java.util.Map;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.Es256;
import tools.jackson.databind.json.JsonMapper;

/** Signs claims as a compact JWS with ES256, under the present key of tokens. */
@Component
final class JwtWriter {
  private final TokenKeys keys;
  private final JsonMapper json;

  JwtWriter(TokenKeys keys, JsonMapper json) {
    this.keys = keys;
    this.json = json;
  }

  /** The claims under a header of {@code alg}, {@code kid} and that {@code typ}. */
  String sign(String typ, Map<String, Object> claims) {
    return Es256.sign(
        keys.signer(), Es256.encodedHeader(keys.currentKid(), typ), json.writeValueAsBytes(claims));
  }
}
