package org.zhengyan.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.TestHolder;
import org.zhengyan.TestStores;
import org.zhengyan.registry.Uscc;
import tools.jackson.databind.json.JsonMapper;

/** The outbox stands or falls with the act, and two nodes lease, order and give up by one clock. */
class EventOutboxTest {
  private static final String OPERATOR = "operator";
  private static final Uscc BODY = new Uscc("11100000000013338W");
  private static final Uscc OTHER = new Uscc(TestHolder.newUscc());

  private JdbcTemplate jdbc;
  private TransactionTemplate transaction;
  private EventOutbox outbox;
  private DeliveryStore deliveries;

  @BeforeEach
  void fill() {
    DataSource database = TestStores.freshDatabase();
    jdbc = new JdbcTemplate(database);
    transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    outbox = new EventOutbox(jdbc, new JsonMapper(), new Wakeups());
    deliveries = new DeliveryStore(jdbc);
    jdbc.update("insert into person (id, name) values ('person', 'person')");
    jdbc.update(
        "insert into client (id, owner, operator_id, holder_name, scopes, state)"
            + " values ('client', 'person', ?, 'name', '{status}', 'active')",
        OPERATOR);
    endpoint("push", "https://events.example.com/");
  }

  private void endpoint(String id, String url) {
    new EventEndpointStore(jdbc)
        .add(id, OPERATOR, EventEndpoint.Delivery.PUSH, url, List.of("institution.changed"), null);
  }

  private void publish(Uscc body, int number) {
    outbox.publish(
        SecurityEvent.ofBody(
            EventKind.INSTITUTION_CHANGED, body, Instant.now(), Map.of("version", number)),
        List.of(OPERATOR));
  }

  private void act(Uscc body, int number) {
    transaction.executeWithoutResult(status -> publish(body, number));
  }

  private List<String> due(String endpoint) {
    return deliveries.due(endpoint, 10).stream().map(QueuedEvent::event).toList();
  }

  @Test
  void writesNothingForAnActThatWasRolledBack() {
    transaction.executeWithoutResult(
        status -> {
          publish(BODY, 1);
          status.setRollbackOnly();
        });
    assertThat(due("push")).isEmpty();
  }

  @Test
  void refusesToWriteOutsideATransaction() {
    assertThatThrownBy(() -> publish(BODY, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givesTheFirstOfEachSubject() {
    act(BODY, 1);
    act(OTHER, 1);
    act(BODY, 2);
    List<QueuedEvent> first = deliveries.due("push", 10);
    assertThat(first.stream().map(QueuedEvent::event)).containsExactly("{\"version\":1}", "{\"version\":1}");
    deliveries.delivered(first.getFirst().id(), "202");
    assertThat(due("push")).containsExactly("{\"version\":1}", "{\"version\":2}");
  }

  /** Without the lock the second could commit first with the later id, and be sent before the first. */
  @Test
  void letsALaterActOfASubjectWaitForTheEarlier() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> first =
          threads.submit(
              () ->
                  transaction.executeWithoutResult(
                      status -> {
                        publish(BODY, 1);
                        written.countDown();
                        try {
                          commit.await();
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      }));
      written.await();
      Future<?> second = threads.submit(() -> act(BODY, 2));
      act(OTHER, 1);
      Awaitility.await()
          .until(
              () ->
                  Boolean.TRUE.equals(
                      jdbc.queryForObject(
                          "select exists (select 1 from pg_locks l join pg_database d on d.oid = l.database"
                              + " where l.locktype = 'advisory' and not l.granted"
                              + " and d.datname = current_database())",
                          Boolean.class)));
      assertThat(due("push")).containsExactly("{\"version\":1}");
      assertThat(second.isDone()).isFalse();
      commit.countDown();
      first.get();
      second.get();
    }
    assertThat(deliveries.due("push", 10).stream().filter(e -> e.subject().endsWith(BODY.value())))
        .extracting(QueuedEvent::event)
        .containsExactly("{\"version\":1}");
  }

  @Test
  void leasesAnEndpointToOneNode() {
    act(BODY, 1);
    assertThat(deliveries.dueEndpoints(10)).containsExactly("push");
    assertThat(deliveries.lease("push", "one", Duration.ofSeconds(15))).isPresent();
    assertThat(deliveries.lease("push", "two", Duration.ofSeconds(15))).isEmpty();
    assertThat(deliveries.dueEndpoints(10)).isEmpty();
    assertThat(deliveries.lease("push", "one", Duration.ofSeconds(15))).isPresent();
    deliveries.release("push", "two");
    assertThat(deliveries.lease("push", "two", Duration.ofSeconds(15))).isEmpty();
    // The one is killed, and its lease lapses.
    jdbc.update("update event_endpoint set leased_until = clock_timestamp() - interval '1 millisecond'");
    assertThat(deliveries.dueEndpoints(10)).containsExactly("push");
    assertThat(deliveries.lease("push", "two", Duration.ofSeconds(15))).isPresent();
    assertThat(deliveries.lease("push", "one", Duration.ofSeconds(15))).isEmpty();
  }

  @Test
  void putsOffAFailedEventWithItsFollowersAndNothingElse() {
    act(BODY, 1);
    act(BODY, 2);
    act(OTHER, 3);
    long head = deliveries.due("push", 1).getFirst().id();
    assertThat(deliveries.failed(head, "500", Duration.ofHours(1), 3, Duration.ofDays(3))).isFalse();
    assertThat(due("push")).containsExactly("{\"version\":3}");
    deliveries.delivered(deliveries.due("push", 1).getFirst().id(), "202");
    assertThat(deliveries.dueEndpoints(10)).containsExactly("push");
    deliveries.deferFollowers("push");
    assertThat(deliveries.dueEndpoints(10)).isEmpty();
  }

  @Test
  void givesUpByAttemptsAndByAgeAndLetsTheFollowersGo() {
    act(BODY, 1);
    act(BODY, 2);
    act(BODY, 3);
    long first = deliveries.due("push", 1).getFirst().id();
    assertThat(deliveries.failed(first, "500", Duration.ZERO, 2, Duration.ofDays(3))).isFalse();
    assertThat(deliveries.failed(first, "500", Duration.ZERO, 2, Duration.ofDays(3))).isTrue();
    long second = deliveries.due("push", 1).getFirst().id();
    assertThat(second).isGreaterThan(first);
    jdbc.update("update event_delivery set queued_at = queued_at - interval '4 days' where id = ?", second);
    assertThat(deliveries.failed(second, "500", Duration.ZERO, 500, Duration.ofDays(3))).isTrue();
    assertThat(due("push")).containsExactly("{\"version\":3}");
  }

  @Test
  void countsNoAttemptAgainstAnEventWhoseReceiverWasAway() {
    act(BODY, 1);
    long id = deliveries.due("push", 1).getFirst().id();
    for (int i = 0; i < 600; i++) {
      assertThat(deliveries.postponed(id, "no connection", Duration.ofDays(3))).isFalse();
    }
    assertThat(deliveries.due("push", 1).getFirst().attempts()).isZero();
    jdbc.update("update event_delivery set queued_at = queued_at - interval '4 days'");
    assertThat(deliveries.postponed(id, "no connection", Duration.ofDays(3))).isTrue();
    assertThat(due("push")).isEmpty();
  }

  @Test
  void leavesAPausedEndpointAndItsNeighbourApart() {
    endpoint("neighbour", "https://neighbour.example.com/");
    act(BODY, 1);
    deliveries.pause("push", "no connection", Duration.ofMinutes(1));
    assertThat(deliveries.dueEndpoints(10)).containsExactly("neighbour");
    assertThat(deliveries.lease("push", "one", Duration.ofSeconds(15))).isEmpty();
    deliveries.answered("push");
    assertThat(deliveries.dueEndpoints(10)).containsExactlyInAnyOrder("push", "neighbour");
  }

  @Test
  void dropsWhatARemovedEndpointWaitedFor() {
    act(BODY, 1);
    transaction.executeWithoutResult(status -> new EventEndpointStore(jdbc).remove("push"));
    act(BODY, 2);
    assertThat(deliveries.dueEndpoints(10)).isEmpty();
    assertThat(jdbc.queryForList("select state from event_delivery", String.class)).containsExactly("dropped");
  }

  @Test
  void forgetsWhatIsOld() {
    act(BODY, 1);
    act(OTHER, 1);
    long id = deliveries.due("push", 1).getFirst().id();
    deliveries.delivered(id, "202");
    jdbc.update("update event_delivery set ended_at = ended_at - interval '31 days' where id = ?", id);
    deliveries.sweep(Duration.ofDays(3), Duration.ofDays(30));
    assertThat(jdbc.queryForList("select id from event_delivery where id = ?", Long.class, id)).isEmpty();
    assertThat(due("push")).hasSize(1);
  }
}
