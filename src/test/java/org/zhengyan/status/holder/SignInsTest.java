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
import org.zhengyan.ForgedCertificate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.KeyVault;
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
  @Autowired private KeyVault vault;
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

  /** By the issuing key, under the number of a good one, for another key: everything but issued. */
  @ParameterizedTest
  @ValueSource(strings = {"p256", "sm2"})
  void refusesAForgedCertificate(String suite) {
    body = new HeldBody(port, suite);
    TestHolder thief = ForgedCertificate.twin(vault, body.holder.certificate(), TestHolder.withKey(suite));
    HolderChallenges.Issued issued = signIns.issue(TO);
    assertThat(refused(TO, signed(issued, thief)).errors().getFirst().code()).isEqualTo("status-unknown");
    assertThat(signIns.accept(TO, signed(issued)).uscc().value()).as("the issued one").isEqualTo(body.uscc);
    assertThat(refused(TO, signed(signIns.issue(TO), thief)).errors().getFirst().code()).isEqualTo("status-unknown");
  }

  private HolderProof signed(HolderChallenges.Issued issued) {
    return signed(issued, body.holder);
  }

  private static HolderProof signed(HolderChallenges.Issued issued, TestHolder holder) {
    Map<String, Object> evidence = holder.evidence(issued.text().base64url());
    return new HolderProof(
        issued.id().toString(), (String) evidence.get("certificate"), (String) evidence.get("signature"));
  }

  private Refusal refused(String to, HolderProof proof) {
    return catchThrowableOfType(Refusal.class, () -> signIns.accept(to, proof));
  }
}
