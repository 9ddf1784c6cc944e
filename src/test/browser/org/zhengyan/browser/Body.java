package org.zhengyan.browser;

import static org.awaitility.Awaitility.await;

import java.util.LinkedHashMap;
import java.util.Map;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import tools.jackson.databind.JsonNode;

/** A body with a certificate, and the platform that asks it to prove itself. */
final class Body {
  static final String BACK = "https://store.example/back";

  final String name;
  final String uscc;
  final TestHolder holder;
  final String serial;
  private final ContractClient clerk;
  private final ContractClient reviewer;
  private final ContractClient platform;

  Body(int port, String suite) {
    this(port, suite, "南京市金陵图书馆");
  }

  Body(int port, String suite, String name) {
    this.name = name;
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
    platform = ContractClient.of(port, "demo-appstore");
    // One browser deriving keys can starve a small machine of the second that a node's knowledge may age.
    await().until(() -> ContractClient.anonymous(port).get("/actuator/health/readiness").status() == 200);
    uscc = TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(name));
    holder = TestHolder.withKey(suite);
    serial = holder.certify(clerk, reviewer, uscc).path("serial").asString();
  }

  /** A session on the platform's page: the link, and the code beside its QR code. */
  record Asked(String id, String url, String code) {}

  Asked askAcrossDevices() {
    return ask(name, Map.of("mode", "crossDevice"));
  }

  Asked askOnThisDevice() {
    return ask(name, Map.of("mode", "sameDevice", "returnUrl", BACK));
  }

  Asked ask(String claimedName, Map<String, Object> presentation) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("claimed", Map.of("name", claimedName, "uscc", uscc));
    request.put(
        "action",
        Map.of(
            "type", "appRelease",
            "subject", "金陵图书馆读者服务 3.2",
            "identifier", "cn.jllib.reader",
            "digest", "sha256:" + "5e1c07aa".repeat(8)));
    request.put("applicant", Map.of("login", "139****0001", "place", "江苏南京"));
    request.put("presentation", presentation);
    JsonNode created =
        await()
            .until(() -> platform.post("/api/v1/verifications", request), reply -> reply.status() != 503)
            .expect(201)
            .json();
    return new Asked(
        created.path("id").asString(),
        created.at("/presentation/url").asString(),
        created.at("/presentation/code").asString());
  }

  /** As the platform sees it. */
  JsonNode read(Asked asked) {
    return platform.get("/api/v1/verifications/" + asked.id()).expect(200).json();
  }

  String state(Asked asked) {
    return read(asked).path("state").asString();
  }

  /** The platform brings the code that the browser brought back. */
  String complete(Asked asked, String code) {
    return platform
        .post("/api/v1/verifications/" + asked.id() + "/completion", Map.of("code", code))
        .expect(200)
        .json()
        .path("state")
        .asString();
  }

  void cancel(Asked asked) {
    platform.post("/api/v1/verifications/" + asked.id() + "/cancellation").expect(200);
  }

  void revoke(String reason) {
    String change =
        clerk
            .post("/api/v1/certificates/" + serial + "/revocation", Map.of("reason", reason))
            .expect(202)
            .json()
            .path("revocation")
            .asString();
    reviewer.post("/api/v1/revocations/" + change + "/approval", Map.of()).expect(200);
  }
}
