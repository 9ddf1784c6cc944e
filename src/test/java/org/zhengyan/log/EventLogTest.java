package org.zhengyan.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.TestStores;

class EventLogTest {
  private static final Event EVENT = Event.of("certificate.issued", "00ab", Map.of("ca", "organ-sm2"));

  private final DataSource database = TestStores.freshDatabase();
  private final JdbcTemplate jdbc = new JdbcTemplate(database);
  private final TransactionTemplate transaction =
      new TransactionTemplate(new JdbcTransactionManager(database));
  private final EventLog log = new EventLog(jdbc, Clock.systemUTC());

  @Test
  void refusesToWriteOutsideATransaction() {
    assertThatThrownBy(() -> log.append(EVENT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("certificate.issued outside a transaction");
    assertThat(count()).isZero();
  }

  @Test
  void storesWhatTheLeafWasMadeOf() {
    Leaf leaf = Objects.requireNonNull(transaction.execute(status -> log.append(EVENT)));
    jdbc.query(
        "select * from event",
        row -> {
          assertThat(row.getLong("id")).isEqualTo(leaf.eventId());
          assertThat(row.getBytes("salt")).isEqualTo(leaf.salt());
          assertThat(row.getBytes("entry")).isEqualTo(leaf.entry());
          assertThat(Sha256.of(leaf.salt(), row.getBytes("record"))).isEqualTo(leaf.entry());
          assertThat(Sha256.of(new byte[] {0}, leaf.entry())).isEqualTo(leaf.hash());
          var occurredAt = row.getObject("occurred_at", java.time.OffsetDateTime.class).toInstant();
          assertThat(EVENT.canonical(occurredAt)).isEqualTo(row.getBytes("record"));
        });
    assertThat(count()).isOne();
  }

  @Test
  void writesManyInTheirOrderEachWithItsOwnSalt() {
    List<Event> events =
        IntStream.range(0, 2_500).mapToObj(n -> Event.of("registry.changed", "body-" + n, Map.of())).toList();
    transaction.executeWithoutResult(status -> log.appendAll(events));
    List<String> subjects = new ArrayList<>();
    Set<String> salts = new HashSet<>();
    jdbc.query(
        "select * from event order by id",
        row -> {
          byte[] record = row.getBytes("record");
          var occurredAt = row.getObject("occurred_at", java.time.OffsetDateTime.class).toInstant();
          assertThat(Sha256.of(row.getBytes("salt"), record)).isEqualTo(row.getBytes("entry"));
          assertThat(events.get(subjects.size()).canonical(occurredAt)).isEqualTo(record);
          salts.add(HexFormat.of().formatHex(row.getBytes("salt")));
          subjects.add(LogReader.parse(record).event().subject());
        });
    assertThat(subjects).containsExactlyElementsOf(events.stream().map(Event::subject).toList());
    assertThat(salts).hasSize(2_500);
  }

  @Test
  void fallsWithTheActThatItRecords() {
    transaction.executeWithoutResult(
        status -> {
          log.append(EVENT);
          status.setRollbackOnly();
        });
    assertThat(count()).isZero();
  }

  @Test
  void writesAnActAndItsEventInOneStatement() {
    jdbc.execute("create table act (id int primary key, event bigint)");
    EventLog.Draft draft = log.draft(EVENT);
    long id =
        log.appendWith(draft, "insert into act values (?, " + EventLog.EVENT_ID + ")", 1).orElseThrow();
    assertThat(jdbc.queryForObject("select event from act", Long.class)).isEqualTo(id);
    assertThat(jdbc.queryForObject("select entry from event where id = ?", byte[].class, id))
        .isEqualTo(draft.entry());
    assertThat(draft.leafHash()).isEqualTo(Sha256.leaf(draft.entry()));
  }

  @Test
  void writesWhatFollowsFromTheActWithIt() {
    jdbc.execute("create table act (id int primary key, told boolean)");
    jdbc.execute("create table note (id int, what text)");
    jdbc.update("insert into act values (1, false), (2, true)");
    List<Optional<Boolean>> told = new ArrayList<>();
    for (int id = 1; id <= 3; id++) {
      told.add(
          log.appendWith(
              log.draft(EVENT),
              "update act set id = id where id = ?",
              "id, told",
              "insert into note select id, ? from act where not told",
              (row, number) -> row.getBoolean("told"),
              new Object[] {id, "noted"}));
    }
    assertThat(told).containsExactly(Optional.of(false), Optional.of(true), Optional.empty());
    assertThat(jdbc.queryForList("select id || ' ' || what from note", String.class)).containsExactly("1 noted");
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void writesNoEventForAnActThatChangedNothing() {
    jdbc.execute("create table act (id int primary key, event bigint)");
    assertThat(log.appendWith(log.draft(EVENT), "update act set event = ? where id = ?", 1L, 1)).isEmpty();
    assertThat(count()).isZero();
  }

  @Test
  void writesNeitherWhenTheEventCannotBeWritten() {
    jdbc.execute("create table act (id int primary key)");
    jdbc.execute("alter table event add check (octet_length(record) < 10)");
    assertThatThrownBy(() -> log.appendWith(log.draft(EVENT), "insert into act values (?)", 1))
        .isInstanceOf(DataAccessException.class);
    assertThat(jdbc.queryForObject("select count(*) from act", Long.class)).isZero();
  }

  @Test
  void saltsEqualEventsApart() {
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      Leaf leaf = Objects.requireNonNull(transaction.execute(status -> log.append(EVENT)));
      seen.merge(java.util.HexFormat.of().formatHex(leaf.entry()), 1, Integer::sum);
    }
    assertThat(seen).hasSize(20);
  }

  @Test
  void refusesToChangeOrRemoveAnEvent() {
    transaction.executeWithoutResult(status -> log.append(EVENT));
    for (String sql :
        new String[] {"update event set record = ''", "delete from event", "truncate event"}) {
      assertThatThrownBy(() -> jdbc.execute(sql))
          .isInstanceOf(DataAccessException.class)
          .hasMessageContaining("rows of event are written once");
    }
    assertThat(count()).isOne();
  }

  private long count() {
    return Objects.requireNonNull(jdbc.queryForObject("select count(*) from event", Long.class));
  }
}
