package org.zhengyan.verification.presentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.Zhengyan;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.principal.Clients;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Streams of events on two nodes of one database. */
class FollowersTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<ConfigurableApplicationContext> NODES = new ArrayList<>();
  private static int one;
  private static int two;

  private final List<Stream> open = new ArrayList<>();

  @BeforeAll
  static void start() {
    String database = TestStores.freshDatabaseUrl();
    one = node(database);
    two = node(database);
  }

  @AfterAll
  static void stop() {
    NODES.forEach(ConfigurableApplicationContext::close);
  }

  @AfterEach
  void hangUp() {
    open.forEach(Stream::close);
  }

  private static int node(String database) {
    Map<String, String> settings =
        Map.of(
            "server.port", "0",
            "spring.datasource.url", database,
            "spring.datasource.hikari.minimum-idle", "1",
            "zhengyan.redis-url", TestStores.redisUrl(),
            "zhengyan.data-dir", "target/test-data/" + UUID.randomUUID(),
            "zhengyan.verification.streams.per-client", "12",
            "zhengyan.verification.streams.per-node", "14",
            "zhengyan.verification.streams.heartbeat", "1s");
    ConfigurableApplicationContext node =
        new SpringApplicationBuilder(Zhengyan.class)
            .profiles("dev")
            .run(
                settings.entrySet().stream()
                    .map(each -> "--" + each.getKey() + "=" + each.getValue())
                    .toArray(String[]::new));
    NODES.add(node);
    return ((ServletWebServerApplicationContext) node).getWebServer().getPort();
  }

  @Test
  void showsEachStepFromAnotherNodeAndEnds() {
    HeldBody body = new HeldBody(two, "p256");
    JsonNode asked = body.ask(Map.of());
    Stream stream = follow(one, asked);
    assertThat(stream.next().at("/presentation/progress").asString()).isEqualTo("waiting");
    HolderBrowser browser = body.browser(asked);
    browser.take(HeldBody.secret(asked)).expect(200);
    assertThat(stream.next().at("/presentation/progress").asString()).isEqualTo("taken");
    browser.code(asked.at("/presentation/code").asString()).expect(200);
    browser.answer(body.evidence(asked)).expect(200);
    JsonNode last = stream.next();
    assertThat(last.path("state").asString()).isEqualTo("verified");
    assertThat(last.path("receipt").asString()).isNotEmpty();
    assertThat(last.has("url")).isFalse();
    stream.awaitEnd();
    for (int node : new int[] {one, two}) {
      JsonNode polled = ContractClient.of(node, "demo-appstore").get(HeldBody.path(asked)).expect(200).json();
      assertThat(polled).as("whoever polls, wherever, is told the same").isEqualTo(last);
    }
  }

  @Test
  void findsWhatNobodyNotified() {
    HeldBody body = new HeldBody(two, "p256");
    JsonNode asked = body.ask(Map.of());
    Stream stream = follow(one, asked);
    stream.next();
    body.platform.post(HeldBody.path(asked) + "/evidence", body.evidence(asked)).expect(200);
    assertThat(stream.next().path("state").asString()).isEqualTo("verified");
    stream.awaitEnd();
  }

  @Test
  void endsWithExpiry() {
    HeldBody body = new HeldBody(one, "p256");
    JsonNode asked = body.ask(Map.of());
    Stream stream = follow(one, asked);
    stream.next();
    NODES
        .getFirst()
        .getBean(JdbcTemplate.class)
        .update(
            "update verification set expires_at = clock_timestamp() where id = ?::uuid",
            asked.path("id").asString());
    assertThat(stream.next().path("state").asString()).isEqualTo("expired");
    stream.awaitEnd();
  }

  @Test
  void showsTheEndToWhoComesLate() {
    HeldBody body = new HeldBody(one, "p256");
    JsonNode asked = body.ask(Map.of());
    body.platform.post(HeldBody.path(asked) + "/cancellation").expect(200);
    Stream stream = follow(two, asked);
    assertThat(stream.next().path("state").asString()).isEqualTo("cancelled");
    stream.awaitEnd();
  }

  /** A node that nobody tells looks once in a second; whoever comes meanwhile knows it first. */
  @Test
  void showsTheEndToAllWhenOneComesLate() {
    HeldBody body = new HeldBody(one, "p256");
    for (int i = 0; i < 5; i++) {
      JsonNode asked = body.ask(Map.of());
      Stream early = follow(two, asked);
      early.next();
      NODES
          .getFirst()
          .getBean(JdbcTemplate.class)
          .update(
              "update verification set state = 'cancelled', ended_at = clock_timestamp() where id = ?::uuid",
              asked.path("id").asString());
      Stream late = follow(two, asked);
      assertThat(late.next().path("state").asString()).isEqualTo("cancelled");
      assertThat(early.next().path("state").asString()).isEqualTo("cancelled");
      early.awaitEnd();
    }
  }

  @Test
  void beatsWhileNothingMoves() {
    HeldBody body = new HeldBody(one, "p256");
    Stream stream = follow(one, body.ask(Map.of()));
    stream.next();
    await().until(() -> stream.beats >= 2);
  }

  @Test
  void forgetsStreamsThatNobodyReads() {
    HeldBody body = new HeldBody(one, "p256");
    Followers followers = NODES.getFirst().getBean(Followers.class);
    await().until(() -> followers.open() == 0);
    for (int i = 0; i < 5; i++) {
      follow(one, body.ask(Map.of())).next();
    }
    assertThat(followers.open()).isEqualTo(5);
    hangUp();
    await().until(() -> followers.open() == 0 && followers.followed().isEmpty());
  }

  @Test
  void endsTheStreamsOfASuspendedClient() {
    HeldBody body = new HeldBody(two, "p256");
    Stream stream = follow(one, body.ask(Map.of()));
    stream.next();
    JdbcTemplate jdbc = NODES.getFirst().getBean(JdbcTemplate.class);
    jdbc.update("update client set state = 'suspended' where id = 'demo-appstore'");
    try {
      stream.awaitEnd();
    } finally {
      jdbc.update("update client set state = 'active' where id = 'demo-appstore'");
      Clients clients = NODES.getLast().getBean(Clients.class);
      await().until(() -> clients.find("demo-appstore").orElseThrow().active());
      Clients others = NODES.getFirst().getBean(Clients.class);
      await().until(() -> others.find("demo-appstore").orElseThrow().active());
    }
  }

  @Test
  void refusesAnotherClientAndAnotherType() {
    HeldBody body = new HeldBody(one, "p256");
    JsonNode asked = body.ask(Map.of());
    String path = HeldBody.path(asked) + "/events";
    ContractClient.of(one, "demo-social").get(path).expect(404);
    ContractClient.anonymous(one).get(path).expect(401);
    body.platform.get(path, "Accept", "application/json").expect(406);
  }

  @Test
  void boundsTheStreamsOfAClientAndOfASession() {
    HeldBody body = new HeldBody(two, "p256");
    Followers followers = NODES.getLast().getBean(Followers.class);
    await().until(() -> followers.open() == 0);
    JsonNode asked = body.ask(Map.of());
    for (int i = 0; i < 8; i++) {
      follow(two, asked).next();
    }
    assertThat(body.platform.get(HeldBody.path(asked) + "/events").expect(429).header("Retry-After")).isNotEmpty();
    for (int i = 0; i < 4; i++) {
      follow(two, body.ask(Map.of())).next();
    }
    assertThat(body.platform.get(HeldBody.path(body.ask(Map.of())) + "/events").status()).isEqualTo(429);
    assertThat(followers.open()).isEqualTo(12);
  }

  @Test
  void boundsTheStreamsOfANode() {
    HeldBody body = new HeldBody(two, "p256");
    Followers followers = NODES.getLast().getBean(Followers.class);
    await().until(() -> followers.open() == 0);
    for (int i = 0; i < 12; i++) {
      follow(two, body.ask(Map.of())).next();
    }
    HeldBody another = new HeldBody(two, "p256", "demo-social");
    for (int i = 0; i < 2; i++) {
      open.add(new Stream(two, "demo-social", HeldBody.path(another.ask(Map.of())) + "/events"));
      open.getLast().next();
    }
    String path = HeldBody.path(another.ask(Map.of())) + "/events";
    ContractClient once = ContractClient.of(two, "demo-social").impatient();
    assertThat(once.get(path).expect(503).header("Retry-After")).isNotEmpty();
    assertThat(followers.open()).isEqualTo(14);
  }

  private Stream follow(int port, JsonNode asked) {
    Stream stream = new Stream(port, "demo-appstore", HeldBody.path(asked) + "/events");
    open.add(stream);
    return stream;
  }

  /** A platform's page that listens. */
  private static final class Stream {
    private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
    private final InputStream body;
    private final Thread reader;
    volatile int beats;

    Stream(int port, String client, String path) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
              .header("Authorization", "Bearer " + ContractClient.of(port, client).token())
              .header("Accept", "text/event-stream")
              .build();
      try {
        HttpResponse<InputStream> response = HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream;charset=UTF-8");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        body = response.body();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      reader = Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("data: ")) {
            events.add(JSON.readTree(line.substring("data: ".length())));
          } else if (line.equals(":")) {
            beats++;
          } else {
            assertThat(line).isIn("", "event: verification");
          }
        }
      } catch (IOException e) {
        // It was closed here.
      }
    }

    JsonNode next() {
      try {
        JsonNode event = events.poll(30, TimeUnit.SECONDS);
        assertThat(event).as("an event").isNotNull();
        return event;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    void awaitEnd() {
      await().until(() -> !reader.isAlive());
      assertThat(events).isEmpty();
    }

    void close() {
      try {
        body.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
