package org.zhengyan.web.console.authority;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateFilter;
import org.zhengyan.certificate.CertificateList;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.RegistryDesk;
import org.zhengyan.verification.tally.VerificationTally;

/** The figures of each division, kept for half a minute on this node: a dashboard may be that old. */
@Component
class FigureShelf {
  static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");
  private static final Duration LIFE = Duration.ofSeconds(30);
  private static final int MOST = 5_000;

  private final RegistryDesk registry;
  private final CertificateList certificates;
  private final VerificationTally tally;
  private final Clock clock;
  private final Map<Division, Kept> kept = new ConcurrentHashMap<>();

  private record Kept(Figure figure, Instant at) {}

  FigureShelf(RegistryDesk registry, CertificateList certificates, VerificationTally tally, Clock clock) {
    this.registry = registry;
    this.certificates = certificates;
    this.tally = tally;
    this.clock = clock;
  }

  Figure of(Actor actor) {
    Division division = Approvals.requireAuthority(actor);
    Instant now = clock.instant();
    Kept found = kept.get(division);
    if (found == null || found.at().plus(LIFE).isBefore(now)) {
      if (kept.size() > MOST) {
        kept.clear();
      }
      found = new Kept(count(actor, division, now), now);
      kept.put(division, found);
    }
    return found.figure();
  }

  private Figure count(Actor actor, Division division, Instant now) {
    LocalDate today = now.atZone(CHINA).toLocalDate();
    LocalDate month = today.minusDays(29);
    Map<LocalDate, Long> verifications = days(month, today);
    tally.byDay(division, month).forEach(day -> verifications.put(day.day(), day.number()));
    Map<LocalDate, Long> issued = days(month, today);
    issued.putAll(certificates.issuedByDay(division, month));
    return new Figure(
        registry.count(actor),
        certificates.count(new CertificateFilter(CertificateState.GOOD, null, null, null), division),
        certificates.count(
            new CertificateFilter(null, null, now.plus(Duration.ofDays(30)), null), division),
        certificates.count(new CertificateFilter(CertificateState.SUSPENDED, null, null, null), division),
        verifications.getOrDefault(today, 0L),
        today,
        issued,
        verifications,
        tally.byPlatform(division, today.minusDays(6), today));
  }

  private static Map<LocalDate, Long> days(LocalDate from, LocalDate to) {
    Map<LocalDate, Long> days = new TreeMap<>();
    from.datesUntil(to.plusDays(1)).forEach(day -> days.put(day, 0L));
    return days;
  }
}
