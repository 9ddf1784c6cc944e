package org.zhengyan.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.ServerTest;
import org.zhengyan.TestContext;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** What a body asked for and no clerk examined. */
@ServerTest
class LapsedRecoveriesTest {
  @LocalServerPort private int port;
  @Autowired private ApplicationContext application;
  @Autowired private Enrolments enrolments;
  @Autowired private BodyRecoveries recoveries;
  @Autowired private LapsedRecoveries lapsing;
  @Autowired private JdbcClient jdbc;

  @Test
  void endsAfterThirtyDaysAndCanBeAskedForAgain() throws Exception {
    EnrolledBody body = EnrolledBody.of(port, enrolments);
    Applicant person = body.person(true);
    String lost = body.dual(person).at("/encryption/serial").asString();
    String target = body.dual(person).path("serial").asString();
    String asked = recoveries.ask(person, lost, target, "密钥设备损坏").id();
    age(asked, 29);
    lapsing.sweep();
    assertThat(state(person, asked)).isEqualTo(RecoveryAsked.State.ASKED);
    age(asked, 31);
    lapsing.sweep();
    lapsing.sweep();
    assertThat(state(person, asked)).isEqualTo(RecoveryAsked.State.LAPSED);
    assertThat(TestContext.events(jdbc, "\"asked\":\"" + asked + "\""))
        .containsExactly("key-recovery.asked", "key-recovery.lapsed");

    TestSignIn clerk = TestSignIn.as(application, "clerk@national");
    String page = "/authority/key-recoveries/asked/" + asked;
    assertThat(clerk.get("/authority/key-recoveries").body()).doesNotContain(asked);
    assertThat(clerk.get(page).body()).contains("已失效").doesNotContain("/decision");
    assertThat(clerk.post(page + "/decision", Map.of("decision", "approve")).body())
        .doesNotContain("已受理");
    assertThat(state(person, asked)).isEqualTo(RecoveryAsked.State.LAPSED);
    assertThat(catchThrowableOfType(Refusal.class, () -> recoveries.withdraw(person, asked)).problem())
        .isEqualTo(Problem.WRONG_STATE);
    assertThat(recoveries.ask(person, lost, target, "仍然需要").state()).isEqualTo(RecoveryAsked.State.ASKED);
  }

  private RecoveryAsked.State state(Applicant person, String asked) {
    return recoveries.load(person, asked).asked().state();
  }

  private void age(String asked, int days) {
    assertThat(
            jdbc.sql("update recovery_asked set asked_at = clock_timestamp() - make_interval(days => ?) where id = ?")
                .params(days, asked)
                .update())
        .isOne();
  }
}
