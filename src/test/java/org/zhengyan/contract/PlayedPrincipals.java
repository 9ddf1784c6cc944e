package org.zhengyan.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.zhengyan.contract.ContractClient.Reply;
import tools.jackson.databind.JsonNode;

/** Authorities, operators, clients and people of a body, as two persons make and change them. */
final class PlayedPrincipals {
  private final ContractClient clerk;
  private final ContractClient reviewer;

  PlayedPrincipals(ContractClient clerk, ContractClient reviewer) {
    this.clerk = clerk;
    this.reviewer = reviewer;
  }

  /** Each of their operations once, until it succeeds. */
  void playOperations(String uscc) {
    principals();
    people(uscc);
  }

  private void principals() {
    String authority =
        approved(
            clerk.post(
                "/api/v1/authorities", Map.of("name", "无锡市编办（契约示例）", "division", "320200")));
    Reply shown = clerk.get("/api/v1/authorities/" + authority).expect(200);
    approved(
        clerk.put(
            "/api/v1/authorities/" + authority,
            Map.of("name", "无锡市编办（契约示例）", "division", "320200", "state", "suspended"),
            "If-Match",
            shown.header("ETag")));
    clerk.get("/api/v1/authorities").expect(200);

    String operator = approved(clerk.post("/api/v1/operators", Map.of("name", "契约示例平台")));
    Reply platform = clerk.get("/api/v1/operators/" + operator).expect(200);
    approved(
        clerk.put(
            "/api/v1/operators/" + operator,
            Map.of("name", "契约示例平台", "filingNumber", "示例-2026-1", "state", "active"),
            "If-Match",
            platform.header("ETag")));
    clerk.get("/api/v1/operators").expect(200);

    String id = "contract-" + operator.substring(0, 8).toLowerCase(java.util.Locale.ROOT);
    approved(
        clerk.post(
            "/api/v1/clients",
            Map.of(
                "id", id,
                "owner", Map.of("name", "契约示例负责人"),
                "operator", operator,
                "scopes", List.of("match", "verification"),
                "key", newKey())));
    clerk.get("/api/v1/clients/" + id).expect(200);
    clerk.get("/api/v1/clients").expect(200);
    String path = "/api/v1/clients/" + id;
    approved(clerk.post(path + "/keys", Map.of("key", newKey(), "overlap", "P1D")));
    Reply list = clerk.get(path + "/redirect-uris").expect(200);
    approved(
        clerk.put(
            path + "/redirect-uris",
            Map.of("redirectUris", List.of("https://platform.example/back")),
            "If-Match",
            list.header("ETag")));
    approved(clerk.post(path + "/suspension", Map.of("reason", "演练")));
    approved(clerk.post(path + "/reinstatement", Map.of("reason", "演练结束")));
    Reply refused = clerk.post(path + "/suspension", Map.of("reason", "误报")).expect(202);
    reviewer
        .post(
            "/api/v1/principal-changes/" + refused.json().path("change").asString() + "/refusal",
            Map.of("reason", "无此必要"))
        .expect(200);
    reviewer.get("/api/v1/principal-changes?state=refused").expect(200);
  }

  private void people(String uscc) {
    String path = "/api/v1/institutions/" + uscc;
    approved(clerk.post(path + "/responsible-person", Map.of("name", "契约示例责任人")));
    reviewer.post(path + "/responsible-person/invitation").expect(200);
    JsonNode people = clerk.get(path + "/people").expect(200).json();
    assertThat(people.at("/items/0/role").asString()).isEqualTo("responsible");
  }

  private static Map<String, Object> newKey() {
    try {
      return new com.nimbusds.jose.jwk.gen.ECKeyGenerator(com.nimbusds.jose.jwk.Curve.P_256)
          .generate()
          .toPublicJWK()
          .toJSONObject();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private String approved(Reply proposed) {
    String path = "/api/v1/principal-changes/" + proposed.expect(202).json().path("change").asString();
    JsonNode change = reviewer.get(path).expect(200).json();
    reviewer.post(path + "/approval", Map.of("digest", change.path("digest").asString())).expect(200);
    return change.path("subject").asString();
  }
}
