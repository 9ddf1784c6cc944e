package org.zhengyan.status.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zhengyan.status.revocation.RevocationFixture.CLERK;
import static org.zhengyan.status.revocation.RevocationFixture.REVIEWER;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateFixture;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.Proposal;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionChanged;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Uscc;

class CertificateRetirementTest {
  private static final RevocationFixture ON = new RevocationFixture();
  private static final AtomicInteger BODIES = new AtomicInteger();
  private static final String NAME = "某市图书馆";

  private final LocalDate today = ON.bean(CertificateRetirementPlans.class).today();
  private final Uscc uscc = nextBody();
  private Institution body = register(body(1, NAME, InstitutionStatus.NORMAL), today.minusDays(10));
  private final SerialNumber serial = issue(NAME, 1).serial();

  @Test
  void endsWithItsBody() {
    change(InstitutionStatus.CANCELLED);
    assertRevoked(RevocationReason.CESSATION_OF_OPERATION);
  }

  @Test
  void endsWithRevokedRegistration() {
    change(InstitutionStatus.REVOKED);
    assertRevoked(RevocationReason.CESSATION_OF_OPERATION);
  }

  @Test
  void losesItsPrivilegeWhenRegistrationIsVoid() {
    change(InstitutionStatus.VOID);
    assertRevoked(RevocationReason.PRIVILEGE_WITHDRAWN);
  }

  @Test
  void isHeldWhileItsBodyIsFrozen() {
    change(InstitutionStatus.FROZEN);
    assertThat(state()).isEqualTo(CertificateState.SUSPENDED);
    change(InstitutionStatus.NORMAL);
    assertThat(state()).isEqualTo(CertificateState.GOOD);
  }

  @Test
  void unfreezingEndsOnlyTheHoldOfTheFreeze() {
    ON.hold(serial);
    change(InstitutionStatus.FROZEN);
    change(InstitutionStatus.NORMAL);
    assertThat(state()).isEqualTo(CertificateState.SUSPENDED);
    ON.approve(REVIEWER, ON.submitRelease(CLERK, serial));
    assertThat(state()).isEqualTo(CertificateState.GOOD);
  }

  @Test
  void reservedSerialOfFrozenBodyNeverBecomesCertificate() {
    SerialNumber reserved = reserve(NAME, 1);
    change(InstitutionStatus.FROZEN);
    assertThat(ON.find(reserved).state()).isEqualTo(CertificateState.REVOKED);
    assertThat(ON.act(() -> ON.store.complete(reserved, CertificateFixture.der(reserved)))).isFalse();
  }

  @Test
  void endsAtOnceWhenNameChangesToday() {
    rename("某市少年儿童图书馆", today);
    assertRevoked(RevocationReason.AFFILIATION_CHANGED);
  }

  @Test
  void keepsWhatAnotherMemberChangedLeavesTrue() {
    apply(with(body.version() + 1, NAME, InstitutionStatus.NORMAL, body.issuedOn(), lastDay()), today);
    assertThat(state()).isEqualTo(CertificateState.GOOD);
    assertThat(ON.find(serial).supersedingOn()).isNull();
  }

  @Test
  void endsOnTheDayOfAnAnnouncedName() {
    Institution renamed = rename("某市少年儿童图书馆", today.plusDays(20));
    assertThat(state()).isEqualTo(CertificateState.GOOD);
    assertThat(ON.find(serial).supersedingOn()).isEqualTo(today.plusDays(20));
    sweep();
    assertThat(state()).isEqualTo(CertificateState.GOOD);

    dayComes();
    sweep();
    assertThat(state()).as("the registry's day has not come").isEqualTo(CertificateState.GOOD);

    register(renamed, today);
    sweep();
    assertRevoked(RevocationReason.AFFILIATION_CHANGED);
  }

  @Test
  void certificateIssuedBeforeTheAnnouncedDayIsMarkedToo() {
    rename("某市少年儿童图书馆", today.plusDays(20));
    CertificateRetirement retirement = ON.bean(CertificateRetirement.class);
    assertThat(ON.act(() -> retirement.supersedingOn(uscc, NAME, 1))).contains(today.plusDays(20));
    assertThat(ON.act(() -> retirement.supersedingOn(uscc, "某市少年儿童图书馆", 2))).isEmpty();
  }

  @Test
  void keepsNameThatChangedBackInTime() {
    rename("某市少年儿童图书馆", today.plusDays(20));
    apply(body(3, NAME, InstitutionStatus.NORMAL), today);
    assertThat(ON.find(serial).supersedingOn()).isNull();
    dayComes();
    sweep();
    assertThat(state()).isEqualTo(CertificateState.GOOD);
  }

  @Test
  void endsThirtyDaysAfterItsPaperWasReplaced() {
    apply(with(2, NAME, InstitutionStatus.NORMAL, today, lastDay()), today);
    SerialNumber newer = issue(NAME, 2).serial();
    assertThat(ON.find(serial).supersedingOn()).isEqualTo(today.plusDays(30));

    dayComes();
    sweep();
    assertRevoked(RevocationReason.SUPERSEDED);
    assertThat(ON.find(newer).state()).isEqualTo(CertificateState.GOOD);
  }

  @Test
  void losesItsPrivilegeWhenAShortenedRegistrationRunsOut() {
    apply(with(2, NAME, InstitutionStatus.NORMAL, body.issuedOn(), today.plusDays(3)), today);
    assertThat(state()).isEqualTo(CertificateState.GOOD);
    register(with(3, NAME, InstitutionStatus.NORMAL, body.issuedOn(), today.minusDays(1)), today);
    dayComes();
    sweep();
    assertRevoked(RevocationReason.PRIVILEGE_WITHDRAWN);
  }

  @Test
  void isSupersededByItsReplacement() {
    SerialNumber by = issue(NAME, 1).serial();
    CertificateRetirement retirement = ON.bean(CertificateRetirement.class);
    assertThat(ON.act(() -> retirement.supersede(serial, by))).isTrue();
    assertRevoked(RevocationReason.SUPERSEDED);
    assertThat(ON.act(() -> retirement.supersede(serial, by))).isFalse();
  }

  @Test
  void leavesOtherBodiesAlone() {
    Uscc other = nextBody();
    ON.act(() -> ON.store.live(other));
    change(InstitutionStatus.CANCELLED);
    assertThat(ON.events(serial)).containsExactly("certificate.revoked");
  }

  private void assertRevoked(RevocationReason reason) {
    assertThat(state()).isEqualTo(CertificateState.REVOKED);
    assertThat(ON.find(serial).reason()).isEqualTo(reason);
    assertThat(ON.events(serial)).endsWith("certificate.revoked");
  }

  private CertificateState state() {
    return ON.find(serial).state();
  }

  private void sweep() {
    ON.bean(CertificateRetirementSweeper.class).sweep();
  }

  /** The calendar comes to every day that is planned for this body. */
  private void dayComes() {
    ON.jdbc.sql("update certificate_retirement set due_on = ? where uscc = ? and state = 'planned'")
        .params(java.sql.Date.valueOf(today), uscc.value())
        .update();
  }

  private void change(InstitutionStatus status) {
    apply(body(body.version() + 1, NAME, status), today);
  }

  /** Announces another name; the registry's row comes with the day. */
  private Institution rename(String name, LocalDate day) {
    Institution after = body(body.version() + 1, name, InstitutionStatus.NORMAL);
    if (day.equals(today)) {
      apply(after, day);
    } else {
      publish(after, day);
    }
    return after;
  }

  private void apply(Institution after, LocalDate day) {
    register(after, day);
    publish(after, day);
    body = after;
  }

  private void publish(Institution after, LocalDate day) {
    Instant now = Instant.now();
    Proposal approval =
        new Proposal(
            "change-" + after.version(), "registry-change", uscc.value(), after.division(),
            "ab".repeat(32), Proposal.State.APPROVED, new PersonId("p-1"), "clerk", now,
            new PersonId("p-2"), "reviewer", now, null);
    ON.act(
        () -> {
          ON.publish(new InstitutionChanged(body, after, day, approval));
          return true;
        });
  }

  private Institution register(Institution version, LocalDate day) {
    ON.jdbc
        .sql(
            """
            insert into institution_version (uscc, version, effective_on, kind, names, abbreviations,
              division, address, head, authority, issued_on, status, valid_from, valid_to, purpose,
              funding, capital, sponsors)
            values (:uscc, :version, :day, 'publicInstitution', array[:name], '{}', '320100', 'a', 'h',
              'r', :issuedOn, :status, :validFrom, :validTo, 'p', 'f', 'c', '{}')
            """)
        .param("uscc", version.uscc().value())
        .param("version", version.version())
        .param("day", day)
        .param("name", version.firstName())
        .param("issuedOn", version.issuedOn())
        .param("status", version.status().wire())
        .param("validFrom", version.validFrom())
        .param("validTo", version.validTo())
        .update();
    return version;
  }

  private LocalDate lastDay() {
    return today.plusDays(1000);
  }

  private Institution body(int version, String name, InstitutionStatus status) {
    return with(version, name, status, today.minusDays(100), lastDay());
  }

  private Institution with(
      int version, String name, InstitutionStatus status, LocalDate issuedOn, LocalDate validTo) {
    return new Institution(
        uscc, version, InstitutionKind.PUBLIC_INSTITUTION, List.of(name), List.of(),
        new Division("320100"), "a", "h", "r", null, null, issuedOn, status,
        today.minusDays(100), validTo, "p", "f", "c", List.of());
  }

  private IssuedCertificate issue(String name, int version) {
    SerialNumber issued = reserve(name, version);
    ON.certificates.complete(issued);
    return ON.find(issued);
  }

  private SerialNumber reserve(String name, int version) {
    SerialNumber reserved = SerialNumber.random(new SecureRandom());
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    IssuedCertificate reservation =
        new IssuedCertificate(
            reserved, CaId.INSTITUTION_P256, 0, uscc, new Division("320100"), version, name, null,
            now, now.plus(365, ChronoUnit.DAYS), null, CertificateState.RESERVED, null, null, null, null);
    byte[] digest = CertificateFixture.tbsDigest(CertificateFixture.der(reserved));
    ON.act(
        () -> {
          ON.store.reserve(reservation, digest);
          return true;
        });
    return reserved;
  }

  /** Valid codes, one after the other (GB 32100-2015, GB 11714-1997). */
  private static Uscc nextBody() {
    while (true) {
      String eight = "MB" + "%06d".formatted(BODIES.incrementAndGet());
      for (char organisation : "0123456789X".toCharArray()) {
        for (char check : "0123456789ABCDEFGHJKLMNPQRTUWXY".toCharArray()) {
          var code = Uscc.parse("12320100" + eight + organisation + check);
          if (code.isPresent()) {
            return code.get();
          }
        }
      }
    }
  }
}
