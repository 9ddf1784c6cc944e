package org.zhengyan.notification;

import java.util.LinkedHashMap;
import java.util.Map;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import tools.jackson.databind.JsonNode;

/** Authorities, two operators, and a body whose certificate was shown to whom it was shown. */
final class EventPlayers {
  static final String NAME = "南京市通知示例中心";

  final ContractClient clerk;
  final ContractClient reviewer;
  final ContractClient appStore;
  final ContractClient social;
  private final ContractClient anybody;

  EventPlayers(int port) {
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
    appStore = ContractClient.of(port, "demo-appstore");
    social = ContractClient.of(port, "demo-social");
    anybody = ContractClient.anonymous(port);
  }

  record Body(String uscc, String serial, TestHolder holder) {}

  Body body() {
    return certify(
        TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(NAME)));
  }

  /** A body of which the operator holds a binding. */
  Body boundTo(ContractClient operator) {
    Body body = body();
    verify(operator, body);
    return body;
  }

  Body certify(String uscc) {
    TestHolder holder = TestHolder.withKey("p256");
    return new Body(uscc, holder.certify(clerk, reviewer, uscc).path("serial").asString(), holder);
  }

  JsonNode create(ContractClient operator, Body body) {
    return create(operator, body, NAME);
  }

  private static JsonNode create(ContractClient operator, Body body, String name) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("claimed", Map.of("name", name, "uscc", body.uscc()));
    request.put("action", Map.of("type", "accountOpening", "subject", "官方账号", "identifier", "nanjing"));
    return operator.post("/api/v1/verifications", request).expect(201).json();
  }

  String verify(ContractClient operator, Body body) {
    return verify(operator, body, NAME);
  }

  String verify(ContractClient operator, Body body, String name) {
    JsonNode created = create(operator, body, name);
    String id = created.path("id").asString();
    operator
        .post(
            "/api/v1/verifications/" + id + "/evidence",
            body.holder().evidence(created.path("challenge").asString()))
        .expect(200);
    return id;
  }

  /** The body says with its certificate that the binding is not its own. */
  void repudiate(Body body, String binding) {
    JsonNode challenge =
        anybody
            .post(
                "/api/v1/binding-challenges",
                Map.of("kind", "repudiation", "uscc", body.uscc(), "binding", binding))
            .expect(201)
            .json();
    anybody.post("/api/v1/bindings/" + binding + "/repudiation", body.holder().proof(challenge)).expect(200);
  }

  void change(Body body, String member, Object value) {
    Reply shown = clerk.get("/api/v1/institutions/" + body.uscc()).expect(200);
    Map<String, Object> changed = TestHolder.institution(NAME);
    changed.put(member, value);
    TestHolder.register(clerk, reviewer, body.uscc(), changed, "If-Match", shown.header("ETag"));
  }

  void suspend(Body body) {
    revoke(body.serial(), "certificateHold");
  }

  void release(Body body) {
    approve(clerk.post("/api/v1/certificates/" + body.serial() + "/release"));
  }

  void revoke(String serial, String reason) {
    approve(clerk.post("/api/v1/certificates/" + serial + "/revocation", Map.of("reason", reason)));
  }

  private void approve(Reply submitted) {
    String id = submitted.expect(202).json().path("revocation").asString();
    reviewer.post("/api/v1/revocations/" + id + "/approval", Map.of()).expect(200);
  }

  /** Removes every endpoint of both operators. */
  void removeEndpoints() {
    for (ContractClient operator : java.util.List.of(appStore, social)) {
      for (JsonNode each : operator.get("/api/v1/event-endpoints").expect(200).json().path("items")) {
        operator
            .exchange("DELETE", "/api/v1/event-endpoints/" + each.path("id").asString(), null, new byte[0])
            .expect(204);
      }
    }
  }
}
