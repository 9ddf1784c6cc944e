package org.zhengyan.verification.presentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.principal.Clients;
import tools.jackson.databind.JsonNode;

/** What a suspended platform asked before is asked no more. */
@ServerTest
class SuspendedPlatformTest {
  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private Clients clients;

  /** Suspended after it asked, as for fraud: no handler is asked in its name any more, and a yes is not taken. */
  @Test
  void suspendedPlatformAsksNoHolder() {
    HeldBody body = new HeldBody(port, "p256", "demo-social");
    JsonNode waiting = body.ask(Map.of());
    JsonNode taken = body.ask(Map.of());
    JsonNode ready = body.ask(Map.of());
    JsonNode refused = body.ask(Map.of());
    HolderBrowser typing = body.browser(taken);
    typing.take(HeldBody.secret(taken)).expect(200);
    HolderBrowser agreeing = body.ready(ready);
    HolderBrowser refusing = body.ready(refused);
    suspended(true);
    try {
      assertSuspended(body.browser(waiting).take(HeldBody.secret(waiting)));
      assertSuspended(typing.take(null));
      assertSuspended(typing.code(taken.at("/presentation/code").asString()));
      assertSuspended(agreeing.answer(body.evidence(ready)));
      refusing.refuse(refusing.answerToken()).expect(200);
    } finally {
      suspended(false);
    }
    assertThat(body.read(waiting).at("/presentation/progress").asString()).isEqualTo("waiting");
    assertThat(body.read(ready).path("state").asString()).isEqualTo("requested");
    assertThat(body.read(refused).at("/verdict/reasons/0").asString()).isEqualTo("holderRefused");
    agreeing.answer(body.evidence(ready)).expect(200);
  }

  private void suspended(boolean suspended) {
    jdbc.update("update client set state = ? where id = 'demo-social'", suspended ? "suspended" : "active");
    await().until(() -> clients.find("demo-social").orElseThrow().active() != suspended);
  }

  private static void assertSuspended(Reply reply) {
    assertThat(reply.expect(409).json().at("/resource/state").asString()).isEqualTo("platformSuspended");
    assertThat(reply.text()).doesNotContain("answerToken").doesNotContain("present-demo");
  }
}
