package org.zhengyan.verification.tally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.binding.BindingPlayers;
import org.zhengyan.binding.BindingPlayers.Body;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.log.LogSearch;

/** Each end of a verification is in the figures once, with its platform, state and division. */
@ServerTest
@NullUnmarked
class VerificationTallyTest {
  /** Where nobody but this class has bodies: what others leave behind ends in between. */
  private static final String HERE = "469029";

  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private EventLog log;
  @Autowired private LogSearch search;
  @Autowired private TransactionTemplate transaction;
  @Autowired private VerificationTally tally;
  private BindingPlayers players;
  private Body body;

  @BeforeEach
  void aBody() {
    players = new BindingPlayers(port);
    body = players.body("p256");
    jdbc.update("update institution_head set division = ? where uscc = ?", HERE, body.uscc());
  }

  @Test
  void countsEachEndOnceAndNothingThatWaits() {
    awaitCounted(players.verify(players.appStore, body, "first"));
    Map<String, Long> before = figures("demo-appstore");
    String verified = players.verify(players.appStore, body, "second");
    String cancelled = players.create(players.appStore, body, "third").path("id").asString();
    players.appStore.post("/api/v1/verifications/" + cancelled + "/cancellation").expect(200);
    String expired = players.create(players.appStore, body, "fourth").path("id").asString();
    jdbc.update(
        "update verification set created_at = created_at - interval '1 day', expires_at = clock_timestamp()"
            + " where id = ?::uuid",
        expired);
    String rejected = rejected("fifth");
    players.create(players.appStore, body, "waits");
    List.of(verified, cancelled, expired, rejected).forEach(this::awaitCounted);
    assertThat(more(before, figures("demo-appstore")))
        .isEqualTo(Map.of("verified", 1L, "cancelled", 1L, "expired", 1L, "rejected", 1L));
    assertThat(
            jdbc.queryForObject(
                "select number from verification_end_tally where hour = date_trunc('hour',"
                    + " (select created_at from verification where id = ?::uuid), 'UTC')"
                    + " and client_id = 'demo-appstore' and division = ? and state = 'expired'",
                Long.class,
                expired,
                HERE))
        .as("in the hour in which it was asked for")
        .isEqualTo(1);
  }

  @Test
  void countsWhatOneNodeLeavesToTheOtherOnce() {
    awaitCounted(players.verify(players.social, body, "before"));
    Map<String, Long> before = figures("demo-social");
    List<String> ids =
        IntStream.range(0, 4).mapToObj(i -> players.verify(players.social, body, "of " + i)).toList();
    ids.forEach(this::awaitFound);
    IntStream.range(0, 8).parallel().forEach(i -> tally.count());
    ids.forEach(this::awaitCounted);
    assertThat(more(before, figures("demo-social"))).isEqualTo(Map.of("verified", 4L));
  }

  @Test
  void countsOnAfterAnEventOfNoVerification() {
    transaction.executeWithoutResult(
        status ->
            List.of("no-uuid", "", UUID.randomUUID().toString())
                .forEach(subject -> log.append(Event.of("verification.decided", subject, Map.of()))));
    awaitCounted(players.verify(players.social, body, "after it"));
    assertThat(figures("demo-social")).containsKey("verified");
  }

  private String rejected(String identifier) {
    var created = players.create(players.appStore, body, identifier);
    String id = created.path("id").asString();
    Body another = players.body("p256");
    ContractClient.Reply reply =
        players.appStore.post(
            "/api/v1/verifications/" + id + "/evidence",
            another.holder().evidence(created.path("challenge").asString()));
    assertThat(reply.expect(200).json().path("state").asString()).isEqualTo("rejected");
    return id;
  }

  private void awaitCounted(String id) {
    await()
        .until(
            () -> {
              search.follow();
              tally.count();
              return Boolean.TRUE.equals(
                  jdbc.queryForObject(
                      "select exists (select from log_search s, verification_end_tally_reach r where s.subject = ?"
                          + " and s.type <> 'verification.created' and s.leaf_index < r.leaf_index)",
                      Boolean.class,
                      id));
            });
  }

  private void awaitFound(String id) {
    await()
        .until(
            () -> {
              search.follow();
              var end = new LogSearch.Query("verification.decided", id, null, null, null, null);
              return search.find(end, 1).size() == 1;
            });
  }

  private Map<String, Long> figures(String client) {
    return jdbc
        .queryForList(
            "select state, sum(number)::bigint as number from verification_end_tally"
                + " where client_id = ? and division = ? group by state",
            client,
            HERE)
        .stream()
        .collect(Collectors.toMap(row -> (String) row.get("state"), row -> (Long) row.get("number")));
  }

  private static Map<String, Long> more(Map<String, Long> before, Map<String, Long> after) {
    return after.entrySet().stream()
        .filter(each -> each.getValue() > before.getOrDefault(each.getKey(), 0L))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, each -> each.getValue() - before.getOrDefault(each.getKey(), 0L)));
  }
}
