package org.zhengyan.principal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.enrolment.EnrolledBody;
import org.zhengyan.enrolment.Enrolments;
import tools.jackson.databind.JsonNode;

/** What was proposed and never decided. */
@ServerTest
class ProposalSweeperTest {
  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private ProposalSweeper sweeper;
  @Autowired private Enrolments enrolments;

  private ContractClient clerk;
  private ContractClient reviewer;

  @BeforeEach
  void clients() {
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
  }

  @Test
  void endsARegistryChangeThatNobodyDecided() {
    String change = proposed();
    age(change, 29);
    sweeper.sweep();
    assertThat(state("/api/v1/registry-changes/" + change)).isEqualTo("submitted");
    age(change, 31);
    sweeper.sweep();
    assertLapsed("/api/v1/registry-changes/", change, "registry.lapsed");
    assertThat(listed("lapsed", change)).isTrue();
    assertThat(listed("submitted", change)).isFalse();
  }

  @Test
  void endsAPrincipalChangeThatNobodyDecided() {
    String change =
        clerk
            .post("/api/v1/operators", Map.of("name", "演示平台", "filingNumber", "示例-1"))
            .expect(202)
            .json()
            .get("change")
            .asString();
    age(change, 31);
    sweeper.sweep();
    assertLapsed("/api/v1/principal-changes/", change, "operator.lapsed");
  }

  @Test
  void endsAnApplicationThatNobodyDecidedAndLeavesItsKeyFree() {
    String uscc =
        TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution("南京市测试中心"));
    TestHolder holder = TestHolder.withKey("p256");
    Map<String, String> request = Map.of("uscc", uscc, "suite", "p256", "csr", holder.csr());
    String application =
        clerk.post("/api/v1/certificate-applications", request).expect(201).json().get("id").asString();
    age(application, 31);
    sweeper.sweep();
    assertLapsed("/api/v1/certificate-applications/", application, "certificate-application.lapsed");
    assertThat(holder.certify(clerk, reviewer, uscc).get("state").asString()).isEqualTo("issued");
  }

  @Test
  void endsAKeyRecoveryThatNobodyDecidedAndLetsItBeAskedForAgain() {
    String recovery = EnrolledBody.of(port, enrolments).openRecovery();
    age(recovery, 29);
    sweeper.sweep();
    JsonNode waiting = clerk.get("/api/v1/key-recoveries/" + recovery).expect(200).json();
    assertThat(waiting.get("state").asString()).isEqualTo("submitted");
    age(recovery, 31);
    sweeper.sweep();
    assertLapsed("/api/v1/key-recoveries/", recovery, "key-recovery.lapsed");
    assertThat(reviewer.get("/api/v1/key-recoveries/" + recovery).expect(200).json().has("envelopedKey")).isFalse();
    clerk
        .post(
            "/api/v1/certificates/" + waiting.get("serial").asString() + "/key-recovery",
            Map.of("target", waiting.get("target").asString(), "reason", "仍然需要"))
        .expect(202);
  }

  @Test
  void leavesARevocationUntilItIsDecided() {
    String uscc =
        TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution("南京市测试中心"));
    String serial = TestHolder.withKey("p256").certify(clerk, reviewer, uscc).get("serial").asString();
    JsonNode revocation =
        clerk
            .post("/api/v1/certificates/" + serial + "/revocation", Map.of("reason", "superseded"))
            .expect(202)
            .json();
    age(revocation.get("revocation").asString(), 400);
    sweeper.sweep();
    reviewer
        .post("/api/v1/revocations/" + revocation.get("revocation").asString() + "/approval")
        .expect(200);
  }

  private String proposed() {
    return clerk
        .put("/api/v1/institutions/" + TestHolder.newUscc(), TestHolder.institution("南京市测试中心"))
        .expect(202)
        .json()
        .get("change")
        .asString();
  }

  private void age(String proposal, int days) {
    int aged =
        jdbc.update(
            "update proposal set submitted_at = clock_timestamp() - make_interval(days => ?) where id = ?",
            days,
            proposal);
    assertThat(aged).isOne();
  }

  private void assertLapsed(String path, String id, String event) {
    JsonNode lapsed = reviewer.get(path + id).expect(200).json();
    assertThat(lapsed.get("state").asString()).isEqualTo("lapsed");
    assertThat(lapsed.get("refusal").asString()).contains("30 days");
    assertThat(lapsed.has("decidedBy")).isFalse();
    for (Reply late :
        new Reply[] {
          reviewer.post(path + id + "/approval"),
          reviewer.post(path + id + "/refusal", Map.of("reason", "late"))
        }) {
      assertThat(late.status()).isEqualTo(409);
      assertThat(late.problem()).isEqualTo("wrong-state");
      assertThat(late.json().at("/resource/state").asString()).isEqualTo("lapsed");
    }
    assertThat(
            jdbc.queryForObject(
                "select count(*) from event where convert_from(record, 'UTF8') like all (array[?, ?])",
                Long.class,
                "%\"" + event + "\"%",
                "%" + id + "%"))
        .isOne();
  }

  private boolean listed(String state, String change) {
    return clerk.get("/api/v1/registry-changes?limit=100&state=" + state).expect(200).json().get("items")
        .valueStream()
        .anyMatch(item -> item.get("change").asString().equals(change));
  }

  private String state(String path) {
    return clerk.get(path).expect(200).json().get("state").asString();
  }
}
