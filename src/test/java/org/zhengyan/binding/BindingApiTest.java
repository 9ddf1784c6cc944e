package org.zhengyan.binding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.registry.Uscc;
import tools.jackson.databind.JsonNode;

/** An operator lists and ends its bindings, and sees nobody else's. */
@ServerTest
class BindingApiTest {
  private static final Map<String, String> CLOSED = Map.of("reason", "accountClosed");

  @LocalServerPort private int port;
  @Autowired private Bindings bindings;

  private BindingPlayers players;
  private BindingPlayers.Body body;

  @BeforeEach
  void players() {
    players = new BindingPlayers(port);
    body = players.body("p256");
  }

  @Test
  void listsOwnBindingsInPages() {
    String first = players.verify(players.appStore, body, "one");
    String second = players.verify(players.appStore, body, "two");
    players.verify(players.social, body, "three");
    String query = "/api/v1/bindings?limit=1&uscc=" + body.uscc();
    JsonNode page = players.appStore.get(query).expect(200).json();
    assertThat(ids(page)).containsExactly(second);
    JsonNode next = players.appStore.get(query + "&cursor=" + page.path("next").asString()).expect(200).json();
    assertThat(ids(next)).containsExactly(first);
    assertThat(next.path("items").get(0).path("action").path("identifier").asString()).isEqualTo("one");
    assertThat(next.path("items").get(0).has("platform")).isFalse();
  }

  @Test
  void listsByState() {
    String closed = players.verify(players.appStore, body, "one");
    String open = players.verify(players.appStore, body, "two");
    players.appStore.post("/api/v1/bindings/" + closed + "/ending", CLOSED).expect(200);
    String query = "/api/v1/bindings?uscc=" + body.uscc() + "&state=";
    assertThat(ids(players.appStore.get(query + "active").expect(200).json())).containsExactly(open);
    assertThat(ids(players.appStore.get(query + "ended").expect(200).json())).containsExactly(closed);
  }

  @Test
  void hidesAnotherOperatorsBinding() {
    String id = players.verify(players.appStore, body, "one");
    String path = "/api/v1/bindings/" + id;
    assertThat(players.social.get(path).status()).isEqualTo(404);
    assertThat(players.social.post(path + "/ending", CLOSED).status()).isEqualTo(404);
    players.appStore.get(path).expect(200);
  }

  @Test
  void refusesAnAuthoritysClient() {
    assertThat(players.clerk.get("/api/v1/bindings").status()).isEqualTo(403);
  }

  @Test
  void refusesAStateThatIsNone() {
    assertThat(players.appStore.exchange("GET", "/api/v1/bindings?state=open", null, new byte[0]).status())
        .isEqualTo(400);
  }

  @Test
  void refusesACursorThatNoPageGave() {
    assertThat(players.appStore.get("/api/v1/bindings?cursor=x").status()).isEqualTo(400);
  }

  @Test
  void knowsNoBindingOfAnotherSpelling() {
    String id = players.verify(players.appStore, body, "one");
    assertThat(players.appStore.get("/api/v1/bindings/" + id.toUpperCase(java.util.Locale.ROOT)).status())
        .isEqualTo(404);
    assertThat(players.appStore.get("/api/v1/bindings/" + UUID.randomUUID()).status()).isEqualTo(404);
  }

  @Test
  void endsOnceAndSaysSo() {
    String path = "/api/v1/bindings/" + players.verify(players.appStore, body, "one");
    JsonNode ended = players.appStore.post(path + "/ending", CLOSED).expect(200).json();
    assertThat(ended.path("state").asString()).isEqualTo("ended");
    assertThat(ended.path("reason").asString()).isEqualTo("accountClosed");
    assertThat(bindings.operatorsOf(new Uscc(body.uscc()))).isEmpty();
    Reply again = players.appStore.post(path + "/ending", CLOSED).expect(409);
    assertThat(again.problem()).isEqualTo("wrong-state");
    assertThat(again.json().path("resource").path("state").asString()).isEqualTo("ended");
  }

  @Test
  void answersARepeatedEndingAsTheFirst() {
    String path = "/api/v1/bindings/" + players.verify(players.appStore, body, "one") + "/ending";
    String key = UUID.randomUUID().toString();
    Reply first = players.appStore.post(path, CLOSED, "Idempotency-Key", key).expect(200);
    Reply repeated = players.appStore.post(path, CLOSED, "Idempotency-Key", key).expect(200);
    assertThat(repeated.text()).isEqualTo(first.text());
  }

  @Test
  void refusesAnEndingWithoutReason() {
    String path = "/api/v1/bindings/" + players.verify(players.appStore, body, "one") + "/ending";
    assertThat(players.appStore.post(path, Map.of()).status()).isEqualTo(400);
    assertThat(players.appStore.post(path, Map.of("reason", "because")).status()).isEqualTo(400);
  }

  @Test
  void bindsAnewAfterAnEnding() {
    String first = players.verify(players.appStore, body, "one");
    players.appStore.post("/api/v1/bindings/" + first + "/ending", CLOSED).expect(200);
    String second = players.verify(players.appStore, body, "one");
    assertThat(ids(players.appStore.get("/api/v1/bindings?uscc=" + body.uscc()).expect(200).json()))
        .containsExactly(second, first);
  }

  private static List<String> ids(JsonNode page) {
    return StreamSupport.stream(page.path("items").spliterator(), false)
        .map(each -> each.path("id").asString())
        .toList();
  }
}
