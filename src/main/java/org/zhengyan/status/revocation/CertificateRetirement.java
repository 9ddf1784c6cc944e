package org.zhengyan.status.revocation;

import static org.zhengyan.x509.issuing.DistinguishedNames.certifiedName;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.registry.BodyFollower;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionChanged;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.Uscc;
import org.zhengyan.status.revocation.CertificateRetirementPlans.Kind;
import org.zhengyan.status.revocation.CertificateRetirementPlans.Plan;

/**
 * Retires what the registry made untrue, in the transaction that changes the registry.
 *
 * <table>
 *   <caption>What follows from which change</caption>
 *   <tr><td>cancelled, revoked</td><td>revoked, {@code cessationOfOperation}</td></tr>
 *   <tr><td>void, as it is by itself once its last day is past</td>
 *       <td>revoked, {@code privilegeWithdrawn}</td></tr>
 *   <tr><td>moved</td><td>those who act in the new division decide about it</td></tr>
 *   <tr><td>frozen</td><td>on hold until unfrozen; other holds stay</td></tr>
 *   <tr><td>first name changed</td><td>revoked, {@code affiliationChanged}, on the effective day</td></tr>
 *   <tr><td>replaced ({@code issuedOn} moved on)</td>
 *       <td>revoked, {@code superseded}, 30 days after the effective day</td></tr>
 * </table>
 *
 * <p>What follows on a later day is planned, and shown as {@code supersedingOn} until then. On the
 * day the certificates are held against the version that is in force then, not against what was
 * expected, so that a change taken back in time retires nothing. A serial that is only reserved when
 * its body ends or freezes is revoked: it must not become a certificate any more.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class CertificateRetirement implements BodyFollower {
  private static final Period REPLACEMENT_GRACE = Period.ofDays(30);

  private final CertificateStore certificates;
  private final CertificateHolds holds;
  private final CertificateRetirementPlans plans;
  private final Institutions institutions;
  private final StatusEvents events;

  CertificateRetirement(
      CertificateStore certificates,
      CertificateHolds holds,
      CertificateRetirementPlans plans,
      Institutions institutions,
      StatusEvents events) {
    this.certificates = certificates;
    this.holds = holds;
    this.plans = plans;
    this.institutions = institutions;
    this.events = events;
  }

  /** Bodies with certificates or plans; of others a change has nothing to retire, now or later. */
  @Override
  public Set<Uscc> following(Collection<Uscc> bodies) {
    certificates.lock();
    Set<Uscc> following = new HashSet<>(certificates.withLive(bodies));
    following.addAll(plans.planned(bodies));
    return following;
  }

  @EventListener
  public void follow(InstitutionChanged change) {
    Institution before = change.before();
    if (before == null) {
      return;
    }
    certificates.lock();
    Institution after = change.after();
    LocalDate today = plans.today();
    String origin = change.approval().id();
    // From its day on, this change says what holds; what was expected for later is void.
    plans.overtake(after.uscc(), Kind.VERSION, change.effectiveOn());
    boolean later = change.effectiveOn().isAfter(today);
    if (later) {
      plans.add(Kind.VERSION, change.effectiveOn(), after, origin);
    } else {
      align(require(after.uscc()), origin);
    }
    if (after.issuedOn().isAfter(before.issuedOn())) {
      LocalDate from = later ? change.effectiveOn() : today;
      plans.add(Kind.REPLACEMENT, from.plus(REPLACEMENT_GRACE), after, origin);
    }
    mark(after.uscc(), origin);
  }

  /** The day on which a decided change retires a certificate that says this, if there is one. */
  public Optional<LocalDate> supersedingOn(Uscc uscc, String certifiedName, int registryVersion) {
    return plans.planned(uscc).stream()
        .filter(
            plan ->
                switch (plan.kind()) {
                  case VERSION ->
                      ending(plan.status()) != null || !certifiedName(plan.firstName()).equals(certifiedName);
                  case REPLACEMENT -> plan.version() > registryVersion;
                  case LAPSE -> false;
                })
        .map(Plan::dueOn)
        .findFirst();
  }

  /**
   * Revokes the certificate that another one replaces; false when it was revoked before. One whose
   * holder reported the key ends for that reason, doubtful since the report.
   */
  public boolean supersede(SerialNumber replaced, SerialNumber by) {
    Instant reported = holds.reportedAt(replaced).orElse(null);
    return reported == null
        ? retire(replaced, RevocationReason.SUPERSEDED, null, "replaced", by.hex())
        : retire(replaced, RevocationReason.KEY_COMPROMISE, reported, "replaced", by.hex());
  }

  /**
   * Does what is due, one plan.
   *
   * @param after the id of the plan that was looked at before
   * @return the id of the plan that was looked at; empty when none is left
   */
  Optional<Long> retireNext(long after) {
    certificates.lock();
    Optional<Plan> next = plans.nextDue(plans.today(), after);
    next.ifPresent(this::carryOut);
    return next.map(Plan::id);
  }

  private void carryOut(Plan plan) {
    if (plan.kind() == Kind.REPLACEMENT) {
      for (IssuedCertificate certificate : certificates.live(plan.uscc())) {
        if (certificate.registryVersion() < plan.version()) {
          retire(certificate.serial(), RevocationReason.SUPERSEDED, "registry", plan.change());
        }
      }
    } else {
      Institution now = require(plan.uscc());
      if (now.version() < plan.version()) {
        return; // Not in force yet by the registry's own clock: the next sweep asks again.
      }
      align(now, plan.change());
    }
    plans.done(plan);
    mark(plan.uscc(), plan.change());
  }

  /** Holds every certificate of the body against the version in force. */
  private void align(Institution now, String origin) {
    certificates.move(now.uscc(), now.division());
    LocalDate validTo = now.validTo();
    boolean outlives = false;
    for (IssuedCertificate certificate : certificates.live(now.uscc())) {
      SerialNumber serial = certificate.serial();
      RevocationReason reason = ending(now, certificate);
      boolean frozen = now.status() == InstitutionStatus.FROZEN;
      if (reason != null) {
        retire(serial, reason, "registry", origin);
      } else if (certificate.state() == CertificateState.RESERVED) {
        if (frozen) {
          retire(serial, RevocationReason.UNSPECIFIED, "registry", origin);
        }
      } else {
        if (frozen) {
          holds.place(serial, HoldCause.BODY_FROZEN);
        } else {
          holds.end(serial, HoldCause.BODY_FROZEN);
        }
        outlives |= validTo != null && certificate.notAfter().isAfter(endOf(validTo));
      }
    }
    plans.overtake(now.uscc(), Kind.LAPSE, LocalDate.EPOCH);
    if (outlives && validTo != null) {
      plans.add(Kind.LAPSE, validTo.plusDays(1), now, origin);
    }
  }

  private void mark(Uscc uscc, String origin) {
    for (IssuedCertificate certificate : certificates.live(uscc)) {
      LocalDate day =
          supersedingOn(uscc, certificate.certifiedName(), certificate.registryVersion())
              .orElse(null);
      if (!Objects.equals(day, certificate.supersedingOn())) {
        certificates.supersedeOn(certificate.serial(), day);
        events.superseding(certificate.serial(), day == null ? null : day.toString(), origin);
      }
    }
  }

  private Institution require(Uscc uscc) {
    return institutions
        .find(uscc)
        .orElseThrow(() -> new IllegalStateException("a body that changed is not in the registry"));
  }

  private boolean retire(
      SerialNumber serial, RevocationReason reason, String cause, String origin) {
    return retire(serial, reason, null, cause, origin);
  }

  private boolean retire(
      SerialNumber serial,
      RevocationReason reason,
      @Nullable Instant invalidityDate,
      String cause,
      String origin) {
    if (!certificates.revoke(serial, reason, invalidityDate)) {
      return false;
    }
    holds.close(serial);
    events.revoked(serial, reason, cause, origin);
    return true;
  }

  private static @Nullable RevocationReason ending(Institution now, IssuedCertificate certificate) {
    RevocationReason reason = ending(now.status());
    if (reason == null && !certifiedName(now.firstName()).equals(certificate.certifiedName())) {
      return RevocationReason.AFFILIATION_CHANGED;
    }
    return reason;
  }

  private static @Nullable RevocationReason ending(InstitutionStatus status) {
    return switch (status) {
      case CANCELLED, REVOKED -> RevocationReason.CESSATION_OF_OPERATION;
      case VOID -> RevocationReason.PRIVILEGE_WITHDRAWN;
      case NORMAL, FROZEN -> null;
    };
  }

  private static Instant endOf(LocalDate day) {
    return day.plusDays(1).atStartOfDay(CertificateStore.CALENDAR).toInstant();
  }
}
