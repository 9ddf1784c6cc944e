package org.zhengyan.status.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.contract.ContractClient;
import tools.jackson.databind.JsonNode;

/** What a platform is told of a certificate whose body will have another name. */
@ServerTest
class AnnouncedNameTest {
  private static final String OLD = "南京市旧名示例中心";
  private static final String NEW = "南京市新名示例中心";

  @LocalServerPort private int port;
  @Autowired private CertificateRetirementSweeper sweeper;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private TransactionTemplate transaction;

  private ContractClient clerk;
  private ContractClient reviewer;
  private ContractClient store;
  private TestHolder holder;
  private String uscc;

  @BeforeEach
  void body() {
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
    store = ContractClient.of(port, "demo-appstore");
    holder = TestHolder.withKey("p256");
    uscc = TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(OLD));
    holder.certify(clerk, reviewer, uscc);
  }

  @Test
  void verdictNamesTheDayAndFromThatDayOnIsAnother() {
    assertThat(verify(OLD).at("/verdict/certificate/superseding").isMissingNode()).isTrue();
    LocalDate day = LocalDate.now(CertificateStore.CALENDAR).plusDays(20);
    Map<String, Object> renamed = TestHolder.institution(NEW);
    renamed.put("effectiveOn", day.toString());
    TestHolder.register(clerk, reviewer, uscc, renamed, "If-Match", "\"1\"");

    JsonNode before = verify(OLD);
    assertThat(before.path("state").asString()).isEqualTo("verified");
    assertThat(before.at("/verdict/certificate/superseding").asString()).isEqualTo(day.toString());
    assertThat(verify(NEW).at("/verdict/reasons").valueStream().map(JsonNode::asString))
        .containsExactly("nameMismatch");

    dayComes();
    sweeper.sweep();
    await()
        .untilAsserted(
            () ->
                assertThat(verify(NEW).at("/verdict/reasons").valueStream().map(JsonNode::asString))
                    .containsExactlyInAnyOrder("certificateRevoked", "certificateSuperseded"));
  }

  private JsonNode verify(String name) {
    JsonNode created =
        store
            .post(
                "/api/v1/verifications",
                Map.of(
                    "claimed", Map.of("name", name, "uscc", uscc),
                    "action", Map.of("type", "accountOpening", "subject", "官方账号", "identifier", "renamed")))
            .expect(201)
            .json();
    return store
        .post(
            "/api/v1/verifications/" + created.path("id").asString() + "/evidence",
            holder.evidence(created.path("challenge").asString()))
        .expect(200)
        .json();
  }

  /** Versions are never changed; here the calendar is, for this body. */
  private void dayComes() {
    String today = "(clock_timestamp() at time zone 'Asia/Shanghai')::date";
    transaction.executeWithoutResult(
        status -> {
          jdbc.execute("set local session_replication_role = replica");
          jdbc.update(
              "update institution_version set effective_on = " + today + " where uscc = ? and version = 2", uscc);
          jdbc.update(
              "update certificate_retirement set due_on = " + today + " where uscc = ? and state = 'planned'", uscc);
        });
  }
}
