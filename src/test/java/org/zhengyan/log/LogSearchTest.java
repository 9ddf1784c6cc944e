package org.zhengyan.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.registry.DevSeed;

/** Of each event the search knows the division that {@code event_division} says, however it is found. */
@ServerTest
class LogSearchTest {
  private static final String UNKNOWN_BODY = "11320100MB9000015T";

  @LocalServerPort private int port;
  @Autowired private LogSearch search;
  @Autowired private EventLog log;
  @Autowired private TransactionTemplate transaction;
  @Autowired private JdbcTemplate jdbc;

  @Test
  void knowsTheDivisionThatAnEventConcerns() {
    String mark = "t" + System.nanoTime();
    String session =
        ContractClient.of(port, "demo-appstore")
            .post(
                "/api/v1/verifications",
                Map.of(
                    "claimed", Map.of("name", "任何名称", "uscc", DevSeed.NANJING_ORGAN.value()),
                    "action", Map.of("type", "accountOpening", "subject", "官方账号", "identifier", mark)))
            .expect(201)
            .json()
            .path("id")
            .asString();
    String lost = UUID.randomUUID().toString();
    String body = DevSeed.NANJING_ORGAN.value();
    String decided = "verification.decided";
    List<Event> events =
        List.of(
            Event.of(decided, lost, Map.of("uscc", body, "client", mark)),
            Event.of(decided, lost, Map.of("uscc", UNKNOWN_BODY, "client", "account:dev-clerk-nanjing", "mark", mark)),
            Event.of(decided, session, Map.of("client", mark)),
            Event.of(decided, lost, Map.of("client", mark)),
            Event.of(decided, lost, Map.of("uscc", body, "division", "320200", "client", mark)),
            Event.of(decided, mark, Map.of("uscc", body)),
            Event.of("verification.created", mark, Map.of("client", mark)),
            Event.of(mark, session, Map.of("client", mark)));
    transaction.executeWithoutResult(status -> events.forEach(log::append));
    Awaitility.await()
        .until(
            () -> {
              search.follow();
              return search.find(new LogSearch.Query(mark, null, null, null, null, null), 1).size() == 1;
            });
    assertThat(divisions("r ->> 'subject' = ? and r ->> 'type' = 'verification.created'", session))
        .containsExactly("320100");
    assertThat(divisions("strpos(r::text, ?) > 0 and r ->> 'type' = 'verification.decided'", mark))
        .containsExactly("320100", "320100", "320100", null, "320200", "320100");
    assertThat(
            jdbc.queryForObject(
                "select count(*) from log_search s join log_leaf l using (leaf_index)"
                    + " join event e on e.xid = l.event_xid and e.id = l.event_id where e.record is not null"
                    + " and s.division is distinct from event_division(convert_from(e.record, 'UTF8')::jsonb)",
                Integer.class))
        .as("found in two ways")
        .isZero();
  }

  private List<String> divisions(String condition, String argument) {
    return jdbc.queryForList(
        "select s.division from log_search s join log_leaf l using (leaf_index)"
            + " join event e on e.xid = l.event_xid and e.id = l.event_id"
            + " cross join lateral (select convert_from(e.record, 'UTF8')::jsonb as r) x where "
            + condition
            + " order by s.leaf_index",
        String.class,
        argument);
  }
}
