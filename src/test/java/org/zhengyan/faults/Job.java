package org.zhengyan.faults;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import tools.jackson.databind.JsonNode;

/** The main job against one node: a registered body with a certificate, and verifications of it. */
final class Job {
  private static final String NAME = "南京市容灾测试中心";

  private final TestHolder holder;
  private final String uscc;
  private final String serial;

  private Job(TestHolder holder, String uscc, String serial) {
    this.holder = holder;
    this.uscc = uscc;
    this.serial = serial;
  }

  /** Registers a new body and certifies a new P-256 key of it. */
  static Job prepare(int port) {
    ContractClient clerk = ContractClient.of(port, "demo-clerk");
    ContractClient reviewer = ContractClient.of(port, "demo-reviewer");
    String uscc = TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(NAME));
    TestHolder holder = TestHolder.withKey("p256");
    String serial = holder.certify(clerk, reviewer, uscc).get("serial").asString();
    return new Job(holder, uscc, serial);
  }

  String uscc() {
    return uscc;
  }

  String serial() {
    return serial;
  }

  /** Asks for a verification of the body; the reply may be any. */
  Reply create(ContractClient platform) {
    return create(platform, UUID.randomUUID().toString());
  }

  /** The same, as the request of that {@code Idempotency-Key}. */
  Reply create(ContractClient platform, String key) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("claimed", new TreeMap<>(Map.of("name", NAME, "uscc", uscc)));
    request.put(
        "action", new TreeMap<>(Map.of("type", "accountOpening", "subject", "官方账号", "identifier", "faults")));
    return platform.post("/api/v1/verifications", request, "Idempotency-Key", key);
  }

  /** Brings good evidence for it; the reply may be any. */
  Reply answer(ContractClient platform, JsonNode created) {
    return platform.post(
        "/api/v1/verifications/" + created.get("id").asString() + "/evidence",
        holder.evidence(created.get("challenge").asString()));
  }

  /** A whole verification that must be decided. */
  JsonNode verify(ContractClient platform) {
    return answer(platform, create(platform).expect(201).json()).expect(200).json();
  }

  /** Revokes the certificate by two persons. */
  void revoke(int port) {
    String change =
        ContractClient.of(port, "demo-clerk")
            .post("/api/v1/certificates/" + serial + "/revocation", Map.of("reason", "cessationOfOperation"))
            .expect(202)
            .json()
            .get("revocation")
            .asString();
    ContractClient.of(port, "demo-reviewer").post("/api/v1/revocations/" + change + "/approval").expect(200);
  }
}
