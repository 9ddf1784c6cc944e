package org.zhengyan.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.zhengyan.issuance.IssuanceFixture.REVIEWER;
import static org.zhengyan.issuance.IssuanceFixture.SECOND_REVIEWER;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.zhengyan.TestHolder;
import org.zhengyan.TestStores;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateSweeper;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.issuance.KilledIssuer.Moment;
import org.zhengyan.keys.KeyUnavailable;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.WatchedKeyVault;
import org.zhengyan.principal.IdempotentRequest;

/** A node that dies at each step of an issuing, and what the next one finds and does. */
class KilledIssuanceTest {
  private static final String NAME = "南京市测试中心";
  private static final Path KEYS = Path.of("keys-dev");

  private static String database;
  private static AnnotationConfigApplicationContext context;
  private static IssuanceFixture on;

  private final String key = UUID.randomUUID().toString();
  private String uscc;
  private ApplicationResponse application;

  @BeforeAll
  static void start() {
    database = TestStores.freshDatabaseUrl();
    context = node(KeyVault.ofDirectory(KEYS, password()));
    on = new IssuanceFixture(context);
    on.jdbc
        .sql(
            "insert into region_switch (purpose, division, enabled_from, version)"
                + " values ('certificates', '100000', '2020-01-01', 1)")
        .update();
  }

  private static AnnotationConfigApplicationContext node(KeyVault keys) {
    return IssuanceContext.start(TestStores.pool(database, 10), keys);
  }

  private static char[] password() {
    return "zhengyan-dev".toCharArray();
  }

  @BeforeEach
  void submit() {
    uscc = on.body(NAME);
    application = on.apply(uscc, TestHolder.withKey("p256"), "p256");
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"SERIAL_RESERVED", "BUILDING", "INTENT_WRITTEN"})
  void leavesNothingBeforeTheIntent(Moment moment) throws Exception {
    kill(moment);
    assertThat(on.show(application).state()).isEqualTo("submitted");
    assertThat(on.attempts(application)).isEmpty();
    assertThat(certificates()).isEmpty();

    assertThat(approve().state()).isEqualTo("issued");
    assertThat(on.attempts(application)).hasSize(1);
    assertOneCertificate();
  }

  @ParameterizedTest
  @EnumSource(names = {"INTENT_COMMITTED", "SIGNED", "COMPARED", "CERTIFICATE_WRITTEN"})
  void givesTheSerialUpBehindTheIntent(Moment moment) throws Exception {
    kill(moment);
    assertThat(on.show(application).state()).isEqualTo("issuing");
    SerialNumber abandoned = on.attempts(application).getFirst();
    assertThat(state(abandoned)).isEqualTo(CertificateState.RESERVED);

    ApplicationResponse issued = approve();
    assertThat(issued.state()).isEqualTo("issued");
    assertThat(issued.serial()).isNotEqualTo(abandoned.hex());
    assertOneCertificate();

    sweepAfterFiveMinutes(abandoned);
    assertThat(state(abandoned)).isEqualTo(CertificateState.REVOKED);
    assertOneCertificate();
  }

  /** Between the two signatures, too: SIGNED is the moment of the first. */
  @ParameterizedTest
  @EnumSource(names = {"INTENT_COMMITTED", "SIGNED", "COMPARED", "CERTIFICATE_WRITTEN"})
  void answersForBothOfAPair(Moment moment) throws Exception {
    String csr = TestHolder.withKey("sm2").csr();
    application =
        on.apply(
            IssuanceFixture.CLERK, new ApplicationRequest(uscc, "sm2", csr, null, null, true));
    kill(moment);
    List<SerialNumber> abandoned = certificates();
    assertThat(abandoned).hasSize(2).allMatch(serial -> state(serial) == CertificateState.RESERVED);

    ApplicationResponse issued = approve();
    String beside = Objects.requireNonNull(issued.encryption()).serial();
    assertThat(certificates().stream().filter(serial -> state(serial) == CertificateState.GOOD))
        .extracting(SerialNumber::hex)
        .containsExactlyInAnyOrder(issued.serial(), beside);
    abandoned.forEach(KilledIssuanceTest::sweepAfterFiveMinutes);
    assertThat(abandoned).allMatch(serial -> state(serial) == CertificateState.REVOKED);
    assertThat(abandoned)
        .allSatisfy(serial -> assertThat(on.events(serial.hex())).contains("certificate.revoked"));
    assertThat(on.show(application).encryption()).isEqualTo(issued.encryption());
  }

  @Test
  void keepsWhatWasCommittedAndNotAnswered() throws Exception {
    kill(Moment.CERTIFICATE_COMMITTED);
    ApplicationResponse issued = on.show(application);
    assertThat(issued.state()).isEqualTo("issued");
    assertThat(approve().certificate()).isEqualTo(issued.certificate());
    Object repeated =
        on.controller.approve(REVIEWER, repetition(), application.id(), null).getBody();
    assertThat(new String((byte[]) Objects.requireNonNull(repeated), StandardCharsets.UTF_8))
        .contains(Objects.requireNonNull(issued.serial()));
    assertThat(on.attempts(application)).hasSize(1);
    assertOneCertificate();
  }

  @Test
  void anotherReviewerGoesOnWhereOneDied() throws Exception {
    kill(Moment.SIGNED);
    assertThat(on.approve(SECOND_REVIEWER, application).state()).isEqualTo("issued");
    assertOneCertificate();
  }

  @Test
  void applicantDoesNotGoOnWhereAReviewerDied() throws Exception {
    kill(Moment.SIGNED);
    assertThat(problem(() -> on.approve(IssuanceFixture.CLERK, application)))
        .isEqualTo(Problem.SAME_PERSON);
    assertThat(on.show(application).state()).isEqualTo("issuing");
  }

  @Test
  void lapsesWhenTheRegistryMovedMeanwhile() throws Exception {
    kill(Moment.SIGNED);
    on.change(uscc, NAME, "frozen");
    assertThat(state(on.attempts(application).getFirst())).isEqualTo(CertificateState.REVOKED);

    assertThat(problem(() -> on.approve(REVIEWER, application))).isEqualTo(Problem.DIGEST_MISMATCH);
    assertThat(on.show(application).state()).isEqualTo("lapsed");
    assertThat(problem(() -> on.approve(REVIEWER, application))).isEqualTo(Problem.WRONG_STATE);
    assertThat(certificates()).hasSize(1);
    assertThat(on.events(application.id())).endsWith("certificate-application.lapsed");
  }

  @Test
  void issuesOnceWhenTwoNodesAreAskedAtOnce() throws Exception {
    try (AnnotationConfigApplicationContext second = node(KeyVault.ofDirectory(KEYS, password()))) {
      IssuanceFixture elsewhere = new IssuanceFixture(second);
      CyclicBarrier start = new CyclicBarrier(2);
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<ApplicationResponse>> answers =
            executor.invokeAll(
                List.of(
                    () -> {
                      start.await();
                      return on.approve(REVIEWER, application);
                    },
                    () -> {
                      start.await();
                      return elsewhere.approve(REVIEWER, application);
                    }));
        assertThat(answers.get(0).get().certificate()).isEqualTo(answers.get(1).get().certificate());
      }
    }
    assertThat(on.attempts(application)).hasSize(1);
    assertOneCertificate();
  }

  @Test
  void givesTheSerialUpWhenTheKeyFails() {
    KeyVault broken =
        new WatchedKeyVault(
            KEYS,
            password(),
            () -> {},
            () -> {
              throw new KeyUnavailable("the token does not answer");
            });
    try (AnnotationConfigApplicationContext other = node(broken)) {
      IssuanceFixture elsewhere = new IssuanceFixture(other);
      assertThatExceptionOfType(KeyUnavailable.class)
          .isThrownBy(() -> elsewhere.approve(REVIEWER, application));
    }
    assertThat(on.show(application).state()).isEqualTo("issuing");
    assertThat(approve().state()).isEqualTo("issued");
    assertThat(on.attempts(application)).hasSize(2);
    assertOneCertificate();
  }

  private void kill(Moment moment) throws Exception {
    assertThat(KilledIssuer.run(database, moment, application, key)).isEqualTo(KilledIssuer.KILLED);
  }

  private ApplicationResponse approve() {
    return on.approve(REVIEWER, application);
  }

  private IdempotentRequest repetition() {
    return new IdempotentRequest(REVIEWER.clientId(), key, new byte[32]);
  }

  /** What the sweeper finds when the reservation is old enough. */
  private static void sweepAfterFiveMinutes(SerialNumber abandoned) {
    on.jdbc
        .sql(
            "update certificate set reserved_at = reserved_at - interval '6 minutes'"
                + " where encode(serial, 'hex') = ?")
        .param(abandoned.hex())
        .update();
    context.getBean(CertificateSweeper.class).sweep();
  }

  private void assertOneCertificate() {
    List<SerialNumber> good =
        certificates().stream().filter(serial -> state(serial) == CertificateState.GOOD).toList();
    assertThat(good).extracting(SerialNumber::hex).containsExactly(on.show(application).serial());
    assertThat(
            certificates().stream().filter(serial -> on.events(serial.hex()).contains("certificate.issued")))
        .hasSize(1);
  }

  private List<SerialNumber> certificates() {
    return on.jdbc
        .sql("select encode(serial, 'hex') from certificate where uscc = ?")
        .param(uscc)
        .query(String.class)
        .list()
        .stream()
        .map(hex -> SerialNumber.ofHex(Objects.requireNonNull(hex)))
        .toList();
  }

  private static CertificateState state(SerialNumber serial) {
    return on.certificates.find(serial).orElseThrow().state();
  }

  private static Problem problem(Runnable act) {
    try {
      act.run();
    } catch (Refusal refusal) {
      return refusal.problem();
    }
    throw new AssertionError("it was not refused");
  }
}
