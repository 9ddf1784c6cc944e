package org.zhengyan.notification;

import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.zhengyan.principal.RandomId;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes events in the transaction of the act that they tell of, one row for each endpoint concerned.
 *
 * <p>Rows of one subject get their ids under an advisory lock that is held until the commit, so ids
 * grow in the order of commits: whoever sees a row has seen every earlier one of its subject. The lock
 * is taken after that of status writers ({@code CertificateStore.lock}), never before. After the commit
 * this node's sender is woken; other nodes find out by looking.
 */
@Component
class EventOutbox {
  private static final String INSERT =
      "insert into event_delivery (endpoint_id, jti, txn, kind, subject, occurred_at, event)";
  private static final String INSERT_ANEW =
      INSERT + " select id, replace(gen_random_uuid()::text, '-', ''), ?, ?, ?, ?, ? from event_endpoint where ";
  private static final String OPERATORS = "operator_id = any (?) and state = 'active' and ? = any (kinds)";
  private static final String TO_OPERATORS = INSERT_ANEW + OPERATORS;
  private static final String TO_OPERATOR_OF =
      INSERT_ANEW
          + "operator_id = (select operator_id from client where id = ?) and state = 'active'"
          + " and ? = any (kinds)";
  private static final String TO_ENDPOINT = INSERT_ANEW + "id = ? and state <> 'removed'";

  /** The {@code jti} follows from the endpoint and from what happened, in any copy of the database. */
  private static final String ONCE_TO_OPERATORS =
      INSERT
          + " select id, substr(encode(sha256(convert_to(id || ' ' || ?, 'UTF8')), 'hex'), 1, 32), ?, ?, ?, ?, ?"
          + " from event_endpoint where "
          + OPERATORS
          + " on conflict (jti) do nothing";

  private final JdbcTemplate jdbc;
  private final JsonMapper json;
  private final Wakeups wakeups;

  EventOutbox(JdbcTemplate jdbc, JsonMapper json, Wakeups wakeups) {
    this.jdbc = jdbc;
    this.json = json;
    this.wakeups = wakeups;
  }

  /**
   * Addresses the event to every active endpoint of these operators that asked for its kind.
   *
   * @throws IllegalStateException outside a transaction
   */
  void publish(SecurityEvent event, Collection<String> operators) {
    if (operators.isEmpty()) {
      return;
    }
    lock(event.subject());
    insert(TO_OPERATORS, event, List.of(), operators.toArray(String[]::new), event.kind().wire());
  }

  /**
   * The same for an event that a database which was restored from a copy may have to tell again: whoever had
   * it before the restore knows it by its {@code jti}.
   *
   * @param origin what happened, under a name that no other event of this kind has
   * @return to how many endpoints, not counting those for which it lies here already
   */
  int publishOnce(SecurityEvent event, String origin, Collection<String> operators) {
    if (operators.isEmpty()) {
      return 0;
    }
    lock(event.subject());
    String kind = event.kind().wire();
    return insert(
        ONCE_TO_OPERATORS, event, List.of(kind + ' ' + origin), operators.toArray(String[]::new), kind);
  }

  /**
   * Addresses the only event of its subject to the endpoints of the client's operator: one statement,
   * since verifications pay for it.
   */
  void publishOnly(SecurityEvent event, String clientId) {
    insert(TO_OPERATOR_OF, event, List.of(), clientId, event.kind().wire());
  }

  /** Addresses it to one endpoint, whatever that asked for. */
  void publish(SecurityEvent event, String endpointId) {
    lock(event.subject());
    insert(TO_ENDPOINT, event, List.of(), endpointId);
  }

  private int insert(String sql, SecurityEvent event, List<String> identity, Object... to) {
    Act act = Act.current(wakeups);
    Object[] values =
        Stream.of(
                identity.stream(),
                Stream.of(
                    act.txn,
                    event.kind().wire(),
                    event.subject(),
                    event.occurredAt().atOffset(ZoneOffset.UTC),
                    json.writeValueAsString(event.members())),
                Stream.of(to))
            .flatMap(each -> each)
            .toArray();
    int addressed = jdbc.update(sql, values);
    act.addressed |= addressed > 0;
    return addressed;
  }

  private void lock(String subject) {
    jdbc.query(
        "select pg_advisory_xact_lock(hashtextextended('zhengyan event subject ' || ?, 0))",
        row -> {},
        subject);
  }

  /** What the events of one transaction share: their {@code txn} (RFC 8417 section 2.2), and one wake-up. */
  private static final class Act implements TransactionSynchronization {
    private final String txn = RandomId.next();
    private final Wakeups wakeups;
    private boolean addressed;

    private Act(Wakeups wakeups) {
      this.wakeups = wakeups;
    }

    static Act current(Wakeups wakeups) {
      if (!TransactionSynchronizationManager.isActualTransactionActive()) {
        throw new IllegalStateException("an event stands or falls with its act's transaction");
      }
      for (TransactionSynchronization known : TransactionSynchronizationManager.getSynchronizations()) {
        if (known instanceof Act act && act.wakeups == wakeups) {
          return act;
        }
      }
      Act act = new Act(wakeups);
      TransactionSynchronizationManager.registerSynchronization(act);
      return act;
    }

    @Override
    public void afterCommit() {
      if (addressed) {
        wakeups.wake();
      }
    }
  }
}
