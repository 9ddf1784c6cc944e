package org.zhengyan.registry;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;

/**
 * Says of each registration that lapsed that it did, by the registry's day. Nothing is read differently
 * afterwards: it is void with the day, and this is for those who want to be told.
 *
 * <p>Each is one transaction with its event, once for each last day. Any number of nodes may sweep at
 * once: whoever comes second finds it told. A sweep that fails is tried again at the next.
 */
@Component
public class LapseSweeper {
  private static final Logger LOG = LoggerFactory.getLogger(LapseSweeper.class);
  private static final int BATCH = 200;
  private static final int BATCHES = 50;

  /** The newest version first: of a body with a version to come, {@link Institutions#find} has the word. */
  private static final String DUE =
      "SELECT h.uscc FROM institution_head h WHERE h.status = 'normal' AND h.valid_to < "
          + InstitutionRows.TODAY
          + " AND NOT EXISTS (SELECT FROM institution_lapse l WHERE l.uscc = h.uscc AND l.last_day = h.valid_to)"
          + " ORDER BY h.valid_to, h.uscc LIMIT ?";

  private static final String TELL =
      "INSERT INTO institution_lapse (uscc, last_day) VALUES (?, ?) ON CONFLICT DO NOTHING";

  private final JdbcClient jdbc;
  private final Institutions institutions;
  private final EventLog log;
  private final ApplicationEventPublisher listeners;
  private final TransactionOperations transactions;

  LapseSweeper(
      JdbcClient jdbc,
      Institutions institutions,
      EventLog log,
      ApplicationEventPublisher listeners,
      TransactionOperations transactions) {
    this.jdbc = jdbc;
    this.institutions = institutions;
    this.log = log;
    this.listeners = listeners;
    this.transactions = transactions;
  }

  @Scheduled(initialDelay = 5, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
  void sweepOnSchedule() {
    try {
      for (int batch = 0; batch < BATCHES && sweep() == BATCH; batch++) {
        LOG.debug("a full batch of lapsed registrations");
      }
    } catch (RuntimeException e) {
      LOG.warn("lapsed registrations were not swept and will be at the next turn: {}", e.toString());
    }
  }

  /** Sweeps once, up to a batch; the number of lapses that it told. */
  public int sweep() {
    List<String> due = jdbc.sql(DUE).param(BATCH).query((row, n) -> row.getString(1)).list();
    int told = 0;
    for (String uscc : due) {
      told += Objects.requireNonNullElse(transactions.execute(status -> tell(new Uscc(uscc))), 0);
    }
    return told;
  }

  private int tell(Uscc uscc) {
    Institution institution = institutions.find(uscc).orElseThrow();
    LocalDate lastDay = institution.validTo();
    if (institution.status() != InstitutionStatus.VOID
        || lastDay == null
        || jdbc.sql(TELL).params(uscc.value(), lastDay).update() == 0) {
      return 0;
    }
    log.append(
        Event.of(
            "registry.lapsed",
            uscc.value(),
            Map.of("version", Integer.toString(institution.version()), "lastDay", lastDay.toString())));
    listeners.publishEvent(new InstitutionLapsed(institution, lastDay));
    return 1;
  }
}
