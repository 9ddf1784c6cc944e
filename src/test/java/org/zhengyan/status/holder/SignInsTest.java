package org.zhengyan.status.holder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.verification.presentation.HeldBody;

/** A signature says who is there: once, for one thing, and in words of its own. */
@ServerTest
class SignInsTest {
  private static final String TO = "单位的总览";

  @LocalServerPort private int port;
  @Autowired private SignIns signIns;
  @Autowired private HolderChallenges challenges;
  @Autowired private ServiceProperties service;
  @Autowired private JdbcTemplate jdbc;
  private HeldBody body;

  @BeforeEach
  void hold() {
    body = new HeldBody(port, "p256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"p256", "sm2"})
  void saysWhoSigned(String suite) {
    body = new HeldBody(port, suite);
    HolderChallenges.Issued issued = signIns.issue(TO);
    assertThat(new String(issued.text().bytes(), StandardCharsets.UTF_8))
        .startsWith("ZHENGYAN SIGN-IN 1\n")
        .contains("sign-in-to: " + TO + "\n")
        .contains("nonce: ");
    HolderSignatures.Holder holder = signIns.accept(TO, signed(issued));
    assertThat(holder.uscc().value()).isEqualTo(body.uscc);
  }

  @Test
  void refusesTheSameSignatureTwice() {
    HolderProof proof = signed(signIns.issue(TO));
    signIns.accept(TO, proof);
    assertThat(refused(TO, proof).problem()).isEqualTo(Problem.WRONG_STATE);
  }

  @Test
  void refusesATextForSomethingElse() {
    assertThat(refused("another console", signed(signIns.issue(TO))).problem()).isEqualTo(Problem.WRONG_STATE);
  }

  @Test
  void refusesATextThatIsOver() {
    HolderChallenges.Issued issued = signIns.issue(TO);
    jdbc.update("update holder_challenge set expires_at = clock_timestamp() where id = ?", issued.id());
    assertThat(refused(TO, signed(issued)).problem()).isEqualTo(Problem.WRONG_STATE);
  }

  @Test
  void refusesASignatureOverAnotherText() {
    HolderChallenges.Issued issued = signIns.issue(TO);
    HolderProof other = signed(signIns.issue(TO));
    HolderProof swapped = new HolderProof(issued.id().toString(), other.certificate(), other.signature());
    assertThat(refused(TO, swapped).errors().getFirst().code()).isEqualTo("signature-invalid");
    assertThat(signIns.accept(TO, signed(issued)).uscc().value()).as("it still waits").isEqualTo(body.uscc);
  }

  @Test
  void refusesATextOfAnotherKind() {
    HolderChallenges.Issued overview =
        challenges.issue(
            TextKind.BINDING_OVERVIEW, TO, HolderText.of(TextKind.BINDING_OVERVIEW, service).line("sign-in-to", TO));
    assertThat(refused(TO, signed(overview)).problem()).isEqualTo(Problem.WRONG_STATE);
  }

  private HolderProof signed(HolderChallenges.Issued issued) {
    Map<String, Object> evidence = body.holder.evidence(issued.text().base64url());
    return new HolderProof(
        issued.id().toString(), (String) evidence.get("certificate"), (String) evidence.get("signature"));
  }

  private Refusal refused(String to, HolderProof proof) {
    return catchThrowableOfType(Refusal.class, () -> signIns.accept(to, proof));
  }
}
