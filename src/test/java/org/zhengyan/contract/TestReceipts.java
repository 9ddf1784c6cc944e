package org.zhengyan.contract;

import static org.awaitility.Awaitility.await;

import java.util.Base64;
import java.util.Map;
import org.zhengyan.TestHolder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A verification of a running server, with everything that the platform keeps of it. */
public record TestReceipts(
    String id, byte[] challenge, byte[] evidence, String receipt, byte[] bundle, byte[] cms) {

  /** Registers a body, certifies a key of the suite, and verifies for {@code demo-appstore}. */
  public static TestReceipts of(int port, String suite) throws Exception {
    Players players = new Players(port);
    String uscc = players.body();
    TestHolder holder = TestHolder.withKey(suite);
    holder.certify(players.clerk, players.reviewer, uscc);
    JsonNode created = players.create(uscc);
    String path = "/api/v1/verifications/" + created.path("id").asString();
    Map<String, Object> evidence = holder.evidence(created.path("challenge").asString());
    JsonNode decided = players.appStore.post(path + "/evidence", evidence).expect(200).json();
    String bundle = path + "/receipt?form=bundle";
    await().until(() -> players.appStore.get(bundle).status() == 200);
    return new TestReceipts(
        created.path("id").asString(),
        Base64.getUrlDecoder().decode(created.path("challenge").asString()),
        new JsonMapper().writeValueAsBytes(evidence),
        decided.path("receipt").asString(),
        players.appStore.get(bundle).expect(200).body(),
        players.appStore.get(path + "/receipt?form=cms-sm2").expect(200).body());
  }
}
