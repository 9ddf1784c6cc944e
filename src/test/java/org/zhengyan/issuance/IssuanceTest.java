package org.zhengyan.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zhengyan.issuance.IssuanceFixture.BEIJING;
import static org.zhengyan.issuance.IssuanceFixture.CLERK;
import static org.zhengyan.issuance.IssuanceFixture.OPERATOR;
import static org.zhengyan.issuance.IssuanceFixture.OTHER_CLIENT_OF_CLERK;
import static org.zhengyan.issuance.IssuanceFixture.REVIEWER;
import static org.zhengyan.issuance.IssuanceFixture.SECOND_REVIEWER;
import static org.zhengyan.issuance.IssuanceFixture.assertComplaint;
import static org.zhengyan.issuance.IssuanceFixture.assertProblem;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.ApprovalRequest;
import org.zhengyan.principal.PageRequest;

/** An application is approved by two persons, once, as it stands, or not at all. */
@ServerTest
class IssuanceTest {
  private static final String NAME = "南京市测试中心";

  @Autowired private ApplicationContext context;
  private IssuanceFixture on;
  private String uscc;

  @BeforeEach
  void body() {
    on = new IssuanceFixture(context);
    uscc = on.body(NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void issuesOnApproval(String suite) throws Exception {
    ApplicationResponse application = on.apply(uscc, TestHolder.withKey(suite), suite);
    assertThat(application.state()).isEqualTo("submitted");
    assertThat(application.digest()).matches("[0-9a-f]{64}");

    ApplicationResponse issued = on.approve(REVIEWER, application);

    assertThat(issued.state()).isEqualTo("issued");
    List<String> chain = Objects.requireNonNull(issued.chain());
    assertThat(chain).hasSize(2);
    X509CertificateHolder certificate =
        new X509CertificateHolder(TestHolder.der(Objects.requireNonNull(issued.certificate())));
    X509CertificateHolder ca = new X509CertificateHolder(TestHolder.der(chain.getFirst()));
    assertThat(certificate.getIssuer()).isEqualTo(ca.getSubject());
    assertThat(certificate.getSerialNumber().toString(16)).isEqualTo(issued.serial());
    assertThat(certificate.getSubject().toString()).contains(NAME).contains(uscc);
    assertThat(on.certificate(issued).state()).isEqualTo(CertificateState.GOOD);
    assertThat(on.certificate(issued).certifiedName()).isEqualTo(NAME);
    assertThat(on.events(issued.id()))
        .containsExactly("certificate-application.submitted", "certificate-application.approved");
    assertThat(on.events(Objects.requireNonNull(issued.serial())))
        .containsExactly("certificate.intended", "certificate.issued");
  }

  @Test
  void issuesWithoutDigestToWhoAcceptsItAsItStands() {
    ApplicationResponse application = apply();
    on.controller.approve(REVIEWER, IssuanceFixture.plain(REVIEWER), application.id(), null);
    assertThat(on.show(application).state()).isEqualTo("issued");
  }

  @Test
  void endsCertificateWithRegistration() {
    String shortlived = on.body(NAME);
    on.jdbc
        .sql(
            """
            insert into institution_version select uscc, 2, effective_on, kind, names, abbreviations,
              division, address, head, authority, authority_uscc, nature, issued_on, status, valid_from,
              :validTo, purpose, funding, capital, sponsors, change_id, recorded_at
            from institution_version where uscc = :uscc
            """)
        .param("validTo", on.today().plusDays(40))
        .param("uscc", shortlived)
        .update();
    ApplicationResponse issued =
        on.approve(REVIEWER, on.apply(shortlived, TestHolder.withKey("p256"), "p256"));
    Instant notAfter = on.certificate(issued).notAfter();
    assertThat(Duration.between(Instant.now(), notAfter)).isBetween(Duration.ofDays(39), Duration.ofDays(41));
  }

  @Test
  void marksCertificateOfBodyThatWillHaveAnotherName() {
    on.announce(uscc, "南京市另一中心", on.today().plusDays(12));
    ApplicationResponse issued = on.approve(REVIEWER, apply());
    assertThat(on.certificate(issued).certifiedName()).isEqualTo(NAME);
    assertThat(on.certificate(issued).supersedingOn()).isEqualTo(on.today().plusDays(12));
  }

  @Test
  void refusesApprovalByApplicant() {
    ApplicationResponse application = apply();
    assertProblem(Problem.SAME_PERSON, () -> on.approve(CLERK, application));
    assertSubmitted(application);
  }

  @Test
  void refusesApprovalBySameOwnerThroughAnotherClient() {
    ApplicationResponse application = apply();
    assertProblem(Problem.SAME_PERSON, () -> on.approve(OTHER_CLIENT_OF_CLERK, application));
    assertSubmitted(application);
  }

  @Test
  void refusesApprovalForAnotherDivision() {
    ApplicationResponse application = apply();
    assertProblem(Problem.OUTSIDE_DIVISION, () -> on.approve(BEIJING, application));
    assertProblem(Problem.OUTSIDE_DIVISION, () -> on.approve(OPERATOR, application));
    assertProblem(Problem.OUTSIDE_DIVISION, () -> on.refuse(BEIJING, application));
    assertSubmitted(application);
  }

  @Test
  void refusesApprovalOfAnotherDigest() {
    ApplicationResponse application = apply();
    assertProblem(
        Problem.DIGEST_MISMATCH,
        () ->
            on.controller.approve(
                REVIEWER,
                IssuanceFixture.plain(REVIEWER),
                application.id(),
                new ApprovalRequest("ab".repeat(32))));
    assertSubmitted(application);
  }

  @Test
  void refusesApprovalAfterRegistryMoved() {
    ApplicationResponse application = apply();
    on.change(uscc, NAME, "normal");
    Refusal refusal =
        assertProblem(Problem.DIGEST_MISMATCH, () -> on.approve(REVIEWER, application));
    assertThat(refusal.resource()).isInstanceOf(ApplicationResponse.class);
    assertSubmitted(application);
    assertThat(on.refuse(REVIEWER, application).state()).isEqualTo("refused");
  }

  @Test
  void refusesApprovalAfterBodyWasFrozen() {
    ApplicationResponse application = apply();
    on.change(uscc, NAME, "frozen");
    assertProblem(Problem.DIGEST_MISMATCH, () -> on.approve(REVIEWER, application));
    assertSubmitted(application);
  }

  @Test
  void refusesApprovalAfterRegionWasSwitchedOff() {
    ApplicationResponse application = apply();
    region(false);
    try {
      assertComplaint("region-not-enabled", () -> on.approve(REVIEWER, application));
    } finally {
      region(true);
    }
    assertSubmitted(application);
  }

  @Test
  void certifiesKeyOnceWhenTwoApplicationsHaveIt() {
    TestHolder holder = TestHolder.withKey("p256");
    ApplicationResponse first = on.apply(uscc, holder, "p256");
    ApplicationResponse second = on.apply(uscc, holder, "p256");
    on.approve(REVIEWER, second);
    assertComplaint("key-certified-before", () -> on.approve(REVIEWER, first));
    assertSubmitted(first);
  }

  @Test
  void replacesCertificateOfSameBody() {
    ApplicationResponse old = on.approve(REVIEWER, apply());
    String csr = TestHolder.withKey("p256").csr();
    ApplicationResponse application =
        on.apply(CLERK, new ApplicationRequest(uscc, "p256", csr, "second device", old.serial()));
    assertThat(on.certificate(old).state()).isEqualTo(CertificateState.GOOD);
    on.approve(REVIEWER, application);
    assertThat(on.certificate(old).reason()).isEqualTo(RevocationReason.SUPERSEDED);
  }

  @Test
  void repeatedApprovalAnswersWithSameCertificate() {
    ApplicationResponse application = apply();
    ApplicationResponse first = on.approve(REVIEWER, application);
    ApplicationResponse again = on.approve(REVIEWER, application);
    assertThat(again.certificate()).isEqualTo(first.certificate());
    assertThat(on.attempts(application)).hasSize(1);
  }

  @Test
  void refusesDecisionOfWhatWasDecidedByAnother() {
    ApplicationResponse issued = on.approve(REVIEWER, apply());
    assertProblem(Problem.WRONG_STATE, () -> on.approve(SECOND_REVIEWER, issued));
    assertProblem(Problem.WRONG_STATE, () -> on.refuse(REVIEWER, issued));
    ApplicationResponse refused = on.refuse(REVIEWER, apply());
    assertProblem(Problem.WRONG_STATE, () -> on.approve(REVIEWER, refused));
    assertThat(refused.refusal()).isEqualTo("not needed");
  }

  @Test
  void deliversCodeToApplicantAlone() {
    ApplicationResponse application = apply();
    assertProblem(Problem.WRONG_STATE, () -> on.controller.deliver(CLERK, application.id()));
    on.approve(REVIEWER, application);
    assertProblem(Problem.FORBIDDEN, () -> on.controller.deliver(REVIEWER, application.id()));
    DeliveryResponse first =
        Objects.requireNonNull(on.controller.deliver(CLERK, application.id()).getBody());
    DeliveryResponse second =
        Objects.requireNonNull(on.controller.deliver(CLERK, application.id()).getBody());
    assertThat(first.certificate()).isEqualTo(on.show(application).certificate());
    assertThat(second.revocationCode()).isNotEqualTo(first.revocationCode());
    assertThat(on.events(first.serial())).endsWith("certificate.delivered", "certificate.delivered");
  }

  @Test
  void listsByStateInDivisionByCursor() {
    ApplicationResponse one = apply();
    ApplicationResponse two = apply();
    PageRequest.Page<ApplicationResponse> page =
        on.controller.applications(CLERK, "submitted", null, 1);
    assertThat(page.items()).extracting(ApplicationResponse::id).containsExactly(two.id());
    assertThat(on.controller.applications(CLERK, "submitted", page.next(), 1).items())
        .extracting(ApplicationResponse::id)
        .containsExactly(one.id());
    assertThat(on.controller.applications(BEIJING, null, null, null).items()).isEmpty();
    assertProblem(
        Problem.MALFORMED, () -> on.controller.applications(CLERK, "approved", null, null));
    assertProblem(Problem.MALFORMED, () -> on.controller.applications(CLERK, null, "x", null));
    assertProblem(Problem.MALFORMED, () -> on.controller.applications(CLERK, null, null, 0));
  }

  private ApplicationResponse apply() {
    return on.apply(uscc, TestHolder.withKey("p256"), "p256");
  }

  private void region(boolean enabled) {
    on.jdbc
        .sql(
            enabled
                ? "delete from region_switch where purpose = 'certificates' and division = '320100'"
                : "insert into region_switch (purpose, division, enabled_from, enabled_to, version)"
                    + " values ('certificates', '320100', '2020-01-01', '2020-01-02', 1)")
        .update();
  }

  private void assertSubmitted(ApplicationResponse application) {
    assertThat(on.show(application).state()).isEqualTo("submitted");
    assertThat(on.attempts(application)).isEmpty();
  }
}
