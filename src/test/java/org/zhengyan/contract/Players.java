package org.zhengyan.contract;

import java.util.Map;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient.Reply;
import tools.jackson.databind.JsonNode;

/** Those who play the main job against one server: clerk, reviewer and app store of the dev profile. */
final class Players {
  static final String NAME = "南京市契约示例学校";

  final ContractClient clerk;
  final ContractClient reviewer;
  final ContractClient appStore;

  Players(int port) {
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
    appStore = ContractClient.of(port, "demo-appstore");
  }

  /** A new body that two persons registered. */
  String body() {
    return TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(NAME));
  }

  JsonNode verify(TestHolder holder, String uscc) {
    JsonNode created = create(uscc);
    return appStore
        .post(
            "/api/v1/verifications/" + created.path("id").asString() + "/evidence",
            holder.evidence(created.path("challenge").asString()))
        .expect(200)
        .json();
  }

  JsonNode create(String uscc) {
    return create(uscc, Map.of("mode", "crossDevice"));
  }

  JsonNode create(String uscc, Map<String, String> presentation) {
    return appStore
        .post(
            "/api/v1/verifications",
            Map.of(
                "presentation", presentation,
                "claimed", Map.of("name", NAME, "uscc", uscc),
                "action",
                    Map.of(
                        "type", "appRelease",
                        "subject", "契约示例 1.0",
                        "identifier", "cn.example.contract",
                        "digest", "sha256:" + "ab".repeat(32)),
                "applicant", Map.of("login", "139****0001", "place", "江苏南京"),
                "maxStaleness", "PT10S"))
        .expect(201)
        .json();
  }

  void revoke(String serial, String reason) {
    decide(
        clerk.post("/api/v1/certificates/" + serial + "/revocation", Map.of("reason", reason)), "approval");
  }

  void decide(Reply submitted, String decision) {
    String path = "/api/v1/revocations/" + submitted.expect(202).json().path("revocation").asString();
    reviewer.get(path).expect(200);
    reviewer
        .post(path + "/" + decision, decision.equals("refusal") ? Map.of("reason", "材料不全") : Map.of())
        .expect(200);
  }
}
