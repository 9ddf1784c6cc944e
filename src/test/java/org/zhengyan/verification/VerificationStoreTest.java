package org.zhengyan.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.registry.Uscc;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whoever ends one finds it by its id, also with a plan from a time when nothing was open: on an empty database, where
 * the index of open ones is the cheapest that there is.
 */
class VerificationStoreTest {
  /** The driver prepares after five, PostgreSQL keeps one plan for all after five more. */
  private static final int MANY = 20;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final DataSource database = TestStores.freshDatabase();
  private final JdbcTemplate jdbc = new JdbcTemplate(database);
  private final EventLog log = new EventLog(jdbc, Clock.systemUTC());
  private final VerificationStore store = new VerificationStore(jdbc, log, JsonMapper.shared());

  @Test
  void decidesByTheId() {
    endsManyByTheId(
        requested -> {
          VerdictBuilder verdict = new VerdictBuilder();
          verdict.add(Reason.HOLDER_REFUSED);
          Verification.Decided decided =
              requested.decide(verdict.rejected(), "{\"reasons\": [\"holderRefused\"]}", "receipt", Instant.now());
          UUID id = requested.asked().id().value();
          boolean taken = id.hashCode() % 2 == 0;
          if (taken) {
            jdbc.update("update verification set taken_at = clock_timestamp() where id = ?", id);
          }
          VerificationStore.Ending ending =
              new VerificationStore.Ending(decided, log.draft(event("verification.decided", requested)));
          assertThat(store.decide(ending)).contains(new VerificationStore.Ended(decided, taken));
          assertThat(store.decide(ending)).as("once").isEmpty();
        });
  }

  @Test
  void cancelsByTheId() {
    endsManyByTheId(
        requested -> {
          Verification.Cancelled cancelled = requested.cancel(Instant.now());
          assertThat(store.cancel(cancelled, event("verification.cancelled", requested))).isTrue();
          assertThat(store.cancel(cancelled, event("verification.cancelled", requested))).as("once").isFalse();
        });
  }

  @Test
  void expiresByTheId() {
    endsManyByTheId(
        requested -> {
          VerificationId id = requested.asked().id();
          assertThat(store.expire(id, event("verification.expired", requested))).as("not yet").isFalse();
          jdbc.update("update verification set expires_at = clock_timestamp() where id = ?", id.value());
          assertThat(store.expire(id, event("verification.expired", requested))).isTrue();
          assertThat(store.expire(id, event("verification.expired", requested))).as("once").isFalse();
        });
  }

  private void endsManyByTheId(Consumer<Verification.Requested> end) {
    new TransactionTemplate(new JdbcTransactionManager(database))
        .executeWithoutResult(
            transaction -> {
              for (int i = 0; i < MANY; i++) {
                Verification.Requested requested = requested();
                Event created = event("verification.created", requested);
                store.insert(new VerificationStore.Opening(requested.asked(), log.draft(created)));
                end.accept(requested);
              }
              assertThat(looksInto("verification_pkey")).isGreaterThanOrEqualTo(MANY);
              assertThat(looksInto("verification_open_by_expiry")).as("looks among all that are open").isZero();
            });
  }

  private int looksInto(String index) {
    Integer scans =
        jdbc.queryForObject("select pg_stat_get_xact_numscans(?::regclass)", Integer.class, index);
    return scans == null ? 0 : scans;
  }

  private static Verification.Requested requested() {
    return new Verification.Requested(
        asked(Instant.now().truncatedTo(ChronoUnit.MILLIS)), Verification.Progress.WAITING);
  }

  /** Asked then by {@code demo-appstore}, for twenty minutes. */
  static Verification.Asked asked(Instant now) {
    Terms terms =
        new Terms(
            new Terms.Claimed("南京市测试中心", new Uscc("11320100MB9000015T")),
            new Terms.Action(ActionType.ACCOUNT_OPENING, "官方账号", "plan", null),
            null,
            null,
            Assurance.POSSESSION,
            Terms.ALL_SUITES,
            null,
            null);
    VerificationId id = VerificationId.random(now, RANDOM);
    Challenge challenge = new Challenge(id.toString().getBytes(StandardCharsets.UTF_8));
    return new Verification.Asked(
        id, "demo-appstore", terms, challenge, null, now, now.plus(Duration.ofMinutes(20)));
  }

  private static Event event(String type, Verification.Requested requested) {
    return Event.of(type, requested.asked().id().toString(), Map.of("client", requested.asked().clientId()));
  }
}
