package org.zhengyan.status.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.zhengyan.status.revocation.RevocationFixture.CLERK;
import static org.zhengyan.status.revocation.RevocationFixture.NANJING;
import static org.zhengyan.status.revocation.RevocationFixture.OPERATOR;
import static org.zhengyan.status.revocation.RevocationFixture.OTHER_CLIENT_OF_CLERK;
import static org.zhengyan.status.revocation.RevocationFixture.REVIEWER;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

class RevocationsTest {
  private static final RevocationFixture ON = new RevocationFixture();

  private final SerialNumber serial = ON.issue().serial();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unspecified",
        "affiliationChanged",
        "superseded",
        "cessationOfOperation",
        "privilegeWithdrawn"
      })
  void revokesOnApprovalAndNotBefore(String reason) {
    Revocation submitted = ON.submit(CLERK, serial, reason);
    assertThat(submitted.state()).isEqualTo(Revocation.State.SUBMITTED);
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.GOOD);

    assertThat(ON.approve(REVIEWER, submitted).state()).isEqualTo(Revocation.State.APPLIED);

    IssuedCertificate revoked = ON.find(serial);
    assertThat(revoked.state()).isEqualTo(CertificateState.REVOKED);
    assertThat(revoked.reason()).isEqualTo(RevocationReason.ofWire(reason).orElseThrow());
    assertThat(revoked.invalidityDate()).isNull();
    assertThat(ON.events(serial))
        .containsExactly("revocation.submitted", "certificate.revoked", "revocation.applied");
  }

  @Test
  void suspendsAtOnceForKeyCompromise() {
    Revocation submitted = ON.submit(CLERK, serial, "keyCompromise");
    IssuedCertificate suspended = ON.find(serial);
    assertThat(suspended.state()).isEqualTo(CertificateState.SUSPENDED);

    ON.approve(REVIEWER, submitted);

    IssuedCertificate revoked = ON.find(serial);
    assertThat(revoked.state()).isEqualTo(CertificateState.REVOKED);
    assertThat(revoked.reason()).isEqualTo(RevocationReason.KEY_COMPROMISE);
    assertThat(revoked.invalidityDate()).isEqualTo(submitted.submittedAt());
    assertThat(revoked.revokedAt()).isEqualTo(suspended.revokedAt());
    assertThat(ON.events(serial))
        .containsExactly(
            "certificate.suspended",
            "revocation.submitted",
            "certificate.revoked",
            "revocation.applied");
  }

  @Test
  void endsImmediateHoldWhenKeyCompromiseIsRefused() {
    ON.refuse(REVIEWER, ON.submit(CLERK, serial, "keyCompromise"));
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.GOOD);
  }

  @Test
  void keepsAuthorityHoldWhenKeyCompromiseIsRefused() {
    ON.hold(serial);
    ON.refuse(REVIEWER, ON.submit(CLERK, serial, "keyCompromise"));
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.SUSPENDED);
  }

  @Test
  void suspendsForHoldOnApprovalAndReleasesOnApproval() {
    Revocation hold = ON.submit(CLERK, serial, "certificateHold");
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.GOOD);
    ON.approve(REVIEWER, hold);
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.SUSPENDED);

    Revocation release = ON.submitRelease(CLERK, serial);
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.SUSPENDED);
    ON.approve(REVIEWER, release);
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.GOOD);
    assertThat(ON.find(serial).revokedAt()).isNull();
  }

  @Test
  void releasesNothingThatIsRevoked() {
    ON.hold(serial);
    Revocation release = ON.submitRelease(CLERK, serial);
    ON.approve(REVIEWER, ON.submit(CLERK, serial, "superseded"));
    assertRefused(Problem.WRONG_STATE, () -> ON.approve(REVIEWER, release));
    assertRefused(Problem.WRONG_STATE, () -> ON.submitRelease(CLERK, serial));
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.REVOKED);
  }

  @Test
  void releasesNoHoldOfFrozenBody() {
    ON.act(
        () -> {
          ON.store.lock();
          return ON.holds.place(serial, HoldCause.BODY_FROZEN);
        });
    assertRefused(Problem.WRONG_STATE, () -> ON.submitRelease(CLERK, serial));
    ON.hold(serial);
    ON.approve(REVIEWER, ON.submitRelease(CLERK, serial));
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.SUSPENDED);
  }

  @Test
  void refusesReleaseOfWhatIsNotOnHold() {
    assertRefused(Problem.WRONG_STATE, () -> ON.submitRelease(CLERK, serial));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cACompromise", "aACompromise", "removeFromCRL", "KEYCOMPROMISE", "", "1"})
  void refusesReasonThatIsNotOffered(String reason) {
    assertRefused(Problem.REFUSED_BY_RULE, () -> ON.submit(CLERK, serial, reason));
  }

  @Test
  void refusesApprovalBySubmitter() {
    Revocation submitted = ON.submit(CLERK, serial, "superseded");
    assertRefused(Problem.SAME_PERSON, () -> ON.approve(CLERK, submitted));
  }

  @Test
  void refusesApprovalBySameOwnerThroughAnotherClient() {
    Revocation submitted = ON.submit(CLERK, serial, "superseded");
    assertRefused(Problem.SAME_PERSON, () -> ON.approve(OTHER_CLIENT_OF_CLERK, submitted));
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.GOOD);
  }

  @Test
  void refusesActsOutsideDivision() {
    assertRefused(Problem.OUTSIDE_DIVISION, () -> ON.submit(NANJING, serial, "superseded"));
    assertRefused(Problem.OUTSIDE_DIVISION, () -> ON.submit(OPERATOR, serial, "keyCompromise"));
    Revocation submitted = ON.submit(CLERK, serial, "superseded");
    assertRefused(Problem.OUTSIDE_DIVISION, () -> ON.approve(NANJING, submitted));
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.GOOD);
  }

  @Test
  void refusesApprovalThatNamesAnotherDigest() {
    Revocation submitted = ON.submit(CLERK, serial, "superseded");
    assertRefused(
        Problem.DIGEST_MISMATCH,
        () -> ON.act(() -> ON.revocations.approve(REVIEWER, submitted.id(), "ab".repeat(32))));
    assertThat(ON.find(serial).state()).isEqualTo(CertificateState.GOOD);
  }

  @Test
  void refusesSameRequestWhileFirstIsOpen() {
    ON.submit(CLERK, serial, "superseded");
    Refusal refusal =
        assertRefused(Problem.WRONG_STATE, () -> ON.submit(CLERK, serial, "superseded"));
    assertThat(refusal.resource()).isInstanceOf(RevocationResponse.class);
    ON.submit(CLERK, serial, "keyCompromise");
  }

  @Test
  void refusesRevocationOfRevoked() {
    ON.approve(REVIEWER, ON.submit(CLERK, serial, "superseded"));
    Refusal refusal =
        assertRefused(Problem.WRONG_STATE, () -> ON.submit(CLERK, serial, "keyCompromise"));
    assertThat(refusal.resource()).isInstanceOf(CertificateResponse.class);
  }

  @Test
  void findsNoUnknownAndNoReservedSerial() {
    SerialNumber reserved = ON.certificates.reserve(CaId.ORGAN_P256, 0);
    assertRefused(Problem.NOT_FOUND, () -> ON.submit(CLERK, reserved, "superseded"));
    assertRefused(
        Problem.NOT_FOUND,
        () -> ON.act(() -> ON.revocations.submit(CLERK, "not-a-serial", "superseded")));
  }

  @Test
  void decidesOnceWhenApprovalRacesRefusal() throws Exception {
    for (int round = 0; round < 10; round++) {
      SerialNumber raced = ON.issue().serial();
      Revocation submitted = ON.submit(CLERK, raced, "superseded");
      CyclicBarrier start = new CyclicBarrier(2);
      List<Callable<Revocation>> acts =
          List.of(
              () -> {
                start.await();
                return ON.approve(REVIEWER, submitted);
              },
              () -> {
                start.await();
                return ON.refuse(REVIEWER, submitted);
              });
      List<Revocation> decided = new ArrayList<>();
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<Revocation> future : executor.invokeAll(acts)) {
          try {
            decided.add(future.get());
          } catch (java.util.concurrent.ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(Refusal.class);
          }
        }
      }
      assertThat(decided).hasSize(1);
      boolean applied = decided.getFirst().state() == Revocation.State.APPLIED;
      assertThat(ON.find(raced).state())
          .isEqualTo(applied ? CertificateState.REVOKED : CertificateState.GOOD);
    }
  }

  private static Refusal assertRefused(
      Problem problem, org.assertj.core.api.ThrowableAssert.ThrowingCallable act) {
    Refusal refusal = catchThrowableOfType(Refusal.class, act);
    assertThat(refusal).isNotNull();
    assertThat(refusal.problem()).isEqualTo(problem);
    return refusal;
  }
}
