package org.zhengyan.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import tools.jackson.databind.JsonNode;

/** Every verification ends, also when nobody comes back, and nothing can bring it back to life. */
@ServerTest
class ExpirySweeperTest {
  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;

  @Test
  void endsWhatNobodyAnswered() {
    ContractClient store = ContractClient.of(port, "demo-appstore");
    // More than one batch of the sweeper, so that a full one is followed by another.
    List<String> ids =
        IntStream.range(0, 205).mapToObj(i -> create(store).path("id").asString()).toList();
    letTimePass(ids);
    await().until(() -> states(ids).stream().allMatch("expired"::equals));
    JsonNode ended = store.get("/api/v1/verifications/" + ids.getFirst()).expect(200).json();
    assertThat(ended.path("state").asString()).isEqualTo("expired");
    assertThat(ended.path("endedAt").isMissingNode()).isFalse();
    assertThat(ended.path("verdict").isMissingNode()).isTrue();
    assertThat(events(ids)).as("each end is written into the log, once").isEqualTo(ids.size());
  }

  /** The holder's page already says that it is over, so no platform reads in between that it is not. */
  @Test
  void isReadAsExpiredBeforeTheSweeperComes() {
    ContractClient store = ContractClient.of(port, "demo-appstore");
    List<String> ids =
        IntStream.range(0, 10).mapToObj(i -> create(store).path("id").asString()).toList();
    for (String id : ids) {
      letTimePass(List.of(id));
      JsonNode read = store.get("/api/v1/verifications/" + id).expect(200).json();
      assertThat(read.path("state").asString()).isEqualTo("expired");
    }
    assertThat(events(ids)).as("whoever ends it writes it, once").isEqualTo(ids.size());
  }

  @Test
  void answersTooLateWithWhatStands() {
    ContractClient store = ContractClient.of(port, "demo-appstore");
    JsonNode created = create(store);
    String id = created.path("id").asString();
    letTimePass(List.of(id));
    TestHolder holder =
        TestHolder.withKey("p256").presenting(TestHolder.pem("CERTIFICATE", new byte[] {0}));
    ContractClient.Reply late =
        store.post(
            "/api/v1/verifications/" + id + "/evidence",
            holder.evidence(created.path("challenge").asString()));
    assertThat(late.expect(409).problem()).isEqualTo("wrong-state");
    assertThat(late.json().at("/resource/id").asString()).isEqualTo(id);
    await().until(() -> states(List.of(id)).equals(List.of("expired")));
  }

  private static JsonNode create(ContractClient store) {
    return store
        .post(
            "/api/v1/verifications",
            Map.of(
                "claimed", Map.of("name", "南京市无人应答中心", "uscc", "11320100MB9000015T"),
                "action",
                    Map.of("type", "accountOpening", "subject", "官方账号", "identifier", "silence")))
        .expect(201)
        .json();
  }

  private void letTimePass(List<String> ids) {
    for (String id : ids) {
      jdbc.update(
          "update verification set expires_at = clock_timestamp() - interval '1 millisecond'"
              + " where id = ?::uuid and state = 'requested'",
          id);
    }
  }

  private List<String> states(List<String> ids) {
    return ids.stream()
        .map(
            id ->
                jdbc.queryForObject(
                    "select state from verification where id = ?::uuid", String.class, id))
        .toList();
  }

  private int events(List<String> ids) {
    Integer count =
        jdbc.queryForObject(
            "select count(*) from (select convert_from(record, 'UTF8')::jsonb as said from event) as log"
                + " where said ->> 'type' = 'verification.expired' and said ->> 'subject' = any (?)",
            Integer.class,
            (Object) ids.toArray(String[]::new));
    return count == null ? 0 : count;
  }
}
