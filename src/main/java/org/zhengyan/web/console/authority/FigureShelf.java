package org.zhengyan.web.console.authority;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateFilter;
import org.zhengyan.certificate.CertificateList;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.RegistryDesk;
import org.zhengyan.verification.tally.VerificationTally;

/**
 * The figures of each division, kept on this node. After half a minute whoever looks has them counted anew, and
 * sees those that there are meanwhile; after five minutes one waits for new ones.
 */
@Component
class FigureShelf {
  static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");
  private static final Logger LOG = LoggerFactory.getLogger(FigureShelf.class);
  private static final Duration FRESH = Duration.ofSeconds(30);
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final int MOST = 5_000;

  private final RegistryDesk registry;
  private final CertificateList certificates;
  private final VerificationTally tally;
  private final Clock clock;
  private final Map<Division, Kept> kept = new ConcurrentHashMap<>();
  private final Set<Division> counting = ConcurrentHashMap.newKeySet();

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
      return keep(actor, division, now);
    }
    if (found.at().plus(FRESH).isBefore(now) && counting.add(division)) {
      Thread.ofVirtual().name("figures").start(() -> countAgain(actor, division));
    }
    return found.figure();
  }

  private Figure keep(Actor actor, Division division, Instant now) {
    if (kept.size() > MOST) {
      kept.clear();
    }
    Figure figure = count(actor, division, now);
    kept.put(division, new Kept(figure, now));
    return figure;
  }

  private void countAgain(Actor actor, Division division) {
    try {
      keep(actor, division, clock.instant());
    } catch (RuntimeException e) {
      LOG.debug("figures are counted later", e);
    } finally {
      counting.remove(division);
    }
  }

  private Figure count(Actor actor, Division division, Instant now) {
    LocalDate today = now.atZone(CHINA).toLocalDate();
    LocalDate month = today.minusDays(29);
    // The three that read many rows, side by side.
    try (ExecutorService parts = Executors.newVirtualThreadPerTaskExecutor()) {
      var verified = CompletableFuture.supplyAsync(() -> tally.byDay(division, month), parts);
      var certified = CompletableFuture.supplyAsync(() -> certificates.issuedByDay(division, month), parts);
      List<VerificationTally.Line> platforms = tally.byPlatform(division, today.minusDays(6), today);
      Map<LocalDate, Long> verifications = days(month, today);
      verified.join().forEach(day -> verifications.put(day.day(), day.number()));
      Map<LocalDate, Long> issued = days(month, today);
      issued.putAll(certified.join());
      return new Figure(
          registry.count(actor),
          certificates.count(CertificateFilter.in(CertificateState.GOOD), division),
          certificates.count(
              new CertificateFilter(null, null, now.plus(Duration.ofDays(30)), null, false), division),
          certificates.count(CertificateFilter.in(CertificateState.SUSPENDED), division),
          verifications.getOrDefault(today, 0L),
          today,
          issued,
          verifications,
          platforms);
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static Map<LocalDate, Long> days(LocalDate from, LocalDate to) {
    Map<LocalDate, Long> days = new TreeMap<>();
    from.datesUntil(to.plusDays(1)).forEach(day -> days.put(day, 0L));
    return days;
  }
}
