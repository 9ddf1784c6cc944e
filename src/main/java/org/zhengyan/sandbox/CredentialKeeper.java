package org.zhengyan.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.keys.SandboxOnly;
import org.zhengyan.keys.Suite;
import org.zhengyan.registry.SandboxRegistry;

/**
 * Keeps the sandbox as its table says: bodies, regions, and for each case a credential that earns the
 * answer. Whoever suspends a published certificate, which anybody can who has its key, finds a new one
 * ten seconds later.
 *
 * <p>Two nodes may make the same one at once; the later stays and the other harms nobody.
 */
@Component
@SandboxOnly
class CredentialKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(CredentialKeeper.class);

  /** What is still good for so long need not be made anew. */
  private static final Duration AHEAD = Duration.ofDays(30);

  /** Within the time for which the status of an expired certificate is known. */
  private static final Duration EXPIRED_SINCE = Duration.ofDays(7);

  private final CredentialStore credentials;
  private final CredentialMaker maker;
  private final CertificateStore certificates;
  private final SandboxRegistry registry;
  private final SandboxPeople people;
  private final Clock clock;

  CredentialKeeper(
      CredentialStore credentials,
      CredentialMaker maker,
      CertificateStore certificates,
      SandboxRegistry registry,
      SandboxPeople people,
      Clock clock) {
    this.credentials = credentials;
    this.maker = maker;
    this.certificates = certificates;
    this.registry = registry;
    this.people = people;
    this.clock = clock;
  }

  @Scheduled(fixedDelay = 10_000)
  void keepOnSchedule() {
    try {
      keep();
    } catch (RuntimeException e) {
      LOG.warn("the sandbox was not looked after and will be at the next turn: {}", e.toString());
    }
  }

  /** Looks after everything once; the number of credentials that it made. */
  int keep() {
    registry.found(SandboxCase.registered(), SandboxCase.SWITCHED_OFF);
    people.found(
        SandboxCase.HOLDER_NOT_PERMITTED.uscc(),
        SandboxCase.DEPARTMENT_UNKNOWN.uscc(),
        SandboxCase.DEPARTMENT);
    int made = 0;
    for (SandboxCase each : SandboxCase.values()) {
      CredentialKind kind = each.kind();
      if (kind == null) {
        continue;
      }
      for (Suite suite : List.of(Suite.P256, Suite.SM2)) {
        Optional<Credential> present = credentials.find(each, suite);
        if (present.isEmpty() || !asItShouldBe(present.get(), kind)) {
          credentials.put(maker.make(each, suite, kind));
          made++;
        }
      }
    }
    if (made > 0) {
      LOG.info("Made {} credentials of the sandbox", made);
    }
    return made;
  }

  private boolean asItShouldBe(Credential credential, CredentialKind kind) {
    Instant now = clock.instant();
    boolean time =
        switch (kind) {
          case EXPIRED ->
              credential.notAfter().isBefore(now)
                  && credential.notAfter().isAfter(now.minus(EXPIRED_SINCE));
          case NOT_YET_VALID -> credential.notBefore().isAfter(now.plus(Duration.ofDays(1)));
          default -> credential.notAfter().isAfter(now.plus(AHEAD));
        };
    if (!time || credential.serial() == null) {
      return time;
    }
    Optional<CertificateState> state =
        certificates.find(credential.serial()).map(IssuedCertificate::state);
    return state.equals(Optional.of(wanted(kind)));
  }

  private static CertificateState wanted(CredentialKind kind) {
    return switch (kind) {
      case REVOKED, SUPERSEDED -> CertificateState.REVOKED;
      case SUSPENDED -> CertificateState.SUSPENDED;
      default -> CertificateState.GOOD;
    };
  }
}
