package org.zhengyan.verification.presentation;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import tools.jackson.databind.JsonNode;

/** A holder's browser with its cookie, as the page drives it. */
public final class HolderBrowser {
  private final ContractClient http;
  private final String id;
  private String cookie = "";
  private String answerToken = "";
  private String setCookie = "";

  public HolderBrowser(int port, String id) {
    this.http = ContractClient.anonymous(port);
    this.id = id;
  }

  public Reply take(@Nullable String secret) {
    Map<String, Object> body = new LinkedHashMap<>();
    if (secret != null) {
      body.put("secret", secret);
    }
    Reply reply = http.post("/api/v1/presentations/" + id + "/taking", body, cookies());
    if (!reply.header("Set-Cookie").isEmpty()) {
      setCookie = reply.header("Set-Cookie");
      cookie = setCookie.substring(0, setCookie.indexOf(';'));
    }
    return remember(reply);
  }

  public Reply code(String code) {
    return remember(http.post("/api/v1/presentations/" + id + "/code", Map.of("code", code), cookies()));
  }

  public Reply answer(Map<String, Object> evidence) {
    return answer(answerToken, evidence);
  }

  public Reply answer(String token, Map<String, Object> evidence) {
    return http.post("/api/v1/verifications/" + id + "/evidence", evidence, "Authorization", "Answer " + token);
  }

  public Reply refuse() {
    return http.exchange(
        "POST", "/api/v1/presentations/" + id + "/refusal", null, new byte[0], cookies());
  }

  public Reply refuse(String token) {
    return http.exchange(
        "POST",
        "/api/v1/presentations/" + id + "/refusal",
        null,
        new byte[0],
        "Authorization",
        "Answer " + token);
  }

  String setCookie() {
    return setCookie;
  }

  String answerToken() {
    return answerToken;
  }

  private Reply remember(Reply reply) {
    if (reply.status() == 200) {
      JsonNode view = reply.json();
      answerToken = view.path("answerToken").asString(answerToken);
    }
    return reply;
  }

  private String[] cookies() {
    return cookie.isEmpty() ? new String[0] : new String[] {"Cookie", cookie};
  }
}
