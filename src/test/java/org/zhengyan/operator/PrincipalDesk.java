package org.zhengyan.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.zhengyan.web.oauth.OAuthCaller;
import org.zhengyan.web.oauth.OAuthCaller.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where clerks propose changes of operators and clients, and reviewers decide them, over HTTP. */
@NullUnmarked
final class PrincipalDesk {
  static final String CHANGES = "/api/v1/principal-changes/";
  private static final AtomicInteger COUNTER = new AtomicInteger();

  final OAuthCaller caller;

  PrincipalDesk(int port) {
    caller = new OAuthCaller(port);
  }

  Answer send(String client, String method, String path, Object body, String... headers) {
    Map<String, String> sent = new LinkedHashMap<>();
    sent.put("Authorization", "Bearer " + caller.accessToken(client));
    sent.put("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      sent.put(headers[i], headers[i + 1]);
    }
    return caller.send(method, path, JsonMapper.shared().writeValueAsString(body), sent);
  }

  Answer post(String client, String path, Object body) {
    return send(client, "POST", path, body);
  }

  Answer get(String client, String path) {
    return caller.get(path, "Authorization", "Bearer " + caller.accessToken(client));
  }

  Answer approve(String client, Answer submitted) {
    JsonNode change = submitted.json();
    return post(
        client,
        CHANGES + change.path("change").asString() + "/approval",
        Map.of("digest", change.path("digest").asString()));
  }

  /** Proposed by the clerk, approved by the reviewer, or the test fails. */
  String applied(Answer submitted) {
    assertThat(submitted.status()).as(submitted.body()).isEqualTo(202);
    assertThat(submitted.headers().get("location"))
        .containsExactly(CHANGES + submitted.json().path("change").asString());
    Answer approved = approve("demo-reviewer", submitted);
    assertThat(approved.status()).as(approved.body()).isEqualTo(200);
    assertThat(approved.json().path("state").asString()).isEqualTo("applied");
    return approved.json().path("subject").asString();
  }

  static ECKey newKey() throws Exception {
    return new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
  }

  static Map<String, Object> jwk(ECKey key) {
    return new LinkedHashMap<>(key.toPublicJWK().toJSONObject());
  }

  static Map<String, Object> clientBody(ECKey key) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", "client-" + COUNTER.incrementAndGet());
    body.put("owner", new LinkedHashMap<>(Map.of("name", "测试经办人")));
    body.put("operator", DevClients.APPSTORE);
    body.put("scopes", List.of("verification", "match"));
    body.put("key", jwk(key));
    return body;
  }

  Answer token(String client, ECKey key) {
    return caller.token(OAuthCaller.sign(OAuthCaller.header(key), OAuthCaller.claims(client), key));
  }

  void awaitToken(String client, ECKey key, int status) {
    await().until(() -> token(client, key).status() == status);
  }
}
