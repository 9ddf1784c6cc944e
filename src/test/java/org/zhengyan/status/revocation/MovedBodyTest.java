package org.zhengyan.status.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;

/** A body moves to another division: its certificates and its people are that division's affair from then on. */
@ServerTest
@NullUnmarked
class MovedBodyTest {
  private static final String NANJING = "320100";
  private static final String WUXI = "320200";

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;

  private ContractClient clerk;
  private ContractClient reviewer;
  private ContractClient nanjingClerk;
  private ContractClient nanjingReviewer;

  @BeforeEach
  void clients() {
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
    nanjingClerk = ContractClient.of(port, "demo-nanjing-clerk");
    nanjingReviewer = ContractClient.of(port, "demo-nanjing-reviewer");
  }

  private String body(String division) {
    Map<String, Object> registered = TestHolder.institution("测试搬迁中心");
    registered.put("division", division);
    return TestHolder.register(clerk, reviewer, TestHolder.newUscc(), registered);
  }

  private void move(String uscc, String division) {
    Map<String, Object> moved = TestHolder.institution("测试搬迁中心");
    moved.put("division", division);
    TestHolder.register(clerk, reviewer, uscc, moved, "If-Match", "\"1\"");
  }

  private String certificate(String uscc) {
    return TestHolder.withKey("p256").certify(clerk, reviewer, uscc).path("serial").asString();
  }

  private static String path(String serial) {
    return "/api/v1/certificates/" + serial;
  }

  @Test
  void whoActedWhereItWasEndsNothing() {
    String uscc = body(NANJING);
    String serial = certificate(uscc);
    String submitted =
        nanjingClerk
            .post(path(serial) + "/revocation", Map.of("reason", "keyCompromise"))
            .expect(202)
            .json()
            .path("revocation")
            .asString();
    move(uscc, WUXI);
    nanjingClerk.get(path(serial)).expect(403);
    nanjingClerk.post(path(serial) + "/revocation", Map.of("reason", "superseded")).expect(403);
    String decision = "/api/v1/revocations/" + submitted;
    nanjingReviewer.post(decision + "/approval", Map.of()).expect(403);
    nanjingReviewer.post(decision + "/refusal", Map.of("reason", "迁走了")).expect(403);
    assertThat(clerk.get(path(serial)).expect(200).json().path("status").asString()).isEqualTo("suspended");
    reviewer.post(decision + "/approval", Map.of()).expect(200);
    assertThat(clerk.get(path(serial)).expect(200).json().path("status").asString()).isEqualTo("revoked");
  }

  @Test
  void whoActsWhereItIsDecides() {
    String uscc = body(WUXI);
    String serial = certificate(uscc);
    nanjingClerk.get(path(serial)).expect(403);
    move(uscc, NANJING);
    assertThat(nanjingClerk.get(path(serial)).expect(200).json().path("division").asString()).isEqualTo(NANJING);
    String submitted =
        nanjingClerk
            .post(path(serial) + "/revocation", Map.of("reason", "superseded"))
            .expect(202)
            .json()
            .path("revocation")
            .asString();
    nanjingReviewer.post("/api/v1/revocations/" + submitted + "/approval", Map.of()).expect(200);
  }

  @Test
  void nobodyEntersItsResponsiblePersonByAProposalFromBefore() {
    String uscc = body(NANJING);
    String change =
        nanjingClerk
            .post("/api/v1/institutions/" + uscc + "/responsible-person", Map.of("name", "测试责任人"))
            .expect(202)
            .json()
            .path("change")
            .asString();
    move(uscc, WUXI);
    nanjingReviewer.post("/api/v1/principal-changes/" + change + "/approval", Map.of()).expect(409);
    assertThat(
            jdbc.sql("select count(*) from body_grant where uscc = ?").param(uscc).query(Integer.class).single())
        .isZero();
  }
}
