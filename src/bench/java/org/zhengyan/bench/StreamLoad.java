package org.zhengyan.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * Sessions that wait by server-sent events on one node: what they cost while nothing happens, and how
 * long it takes from a holder's answer to the platform's event among them.
 */
final class StreamLoad {
  private static final int SAMPLES = 50;
  private static final int AHEAD = 32;

  private final ServerUnderLoad server;
  private final ApiClient platform;
  private final Holder holder;
  private final String name;
  private final int streams;
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger greeted = new AtomicInteger();
  private final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();
  private volatile boolean reading = true;

  StreamLoad(ServerUnderLoad server, ApiClient platform, Holder holder, String name, int streams) {
    this.server = server;
    this.platform = platform;
    this.holder = holder;
    this.name = name;
    this.streams = streams;
  }

  /** What arrived on one connection since its last event. */
  private static final class Heard {
    final String id;
    final StringBuilder text = new StringBuilder();
    boolean greeted;

    Heard(String id) {
      this.id = id;
    }
  }

  void run() throws Exception {
    List<JsonNode> sessions = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      sessions.add(create(i));
    }
    long before = CpuMeter.residentMebibytes(server.jvmPid());
    Selector selector = Selector.open();
    Thread reader = Thread.ofPlatform().daemon().start(() -> read(selector));
    for (int i = 0; i < streams; i++) {
      // Platforms' pages come one after the other; a thousand connections at once are another test.
      while (i - greeted.get() > AHEAD) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      open(selector, sessions.get(i).get("id").asString());
    }
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (greeted.get() < streams && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    long open = CpuMeter.residentMebibytes(server.jvmPid());
    Duration jvm = CpuMeter.of(server.jvmPid());
    Duration postgres = CpuMeter.ofTree(server.postgresPid());
    TimeUnit.SECONDS.sleep(30);
    double jvmShare = CpuMeter.of(server.jvmPid()).minus(jvm).toMillis() / 300.0;
    double postgresShare = CpuMeter.ofTree(server.postgresPid()).minus(postgres).toMillis() / 300.0;
    Latencies latencies = new Latencies(SAMPLES);
    for (int i = 0; i < SAMPLES; i++) {
      latencies.add(answer(sessions.get(i * streams / SAMPLES)));
    }
    System.out.printf(
        "%,d streams open of %,d: JVM resident %,d MiB before, %,d MiB after, %,d MiB at the end; waiting costs"
            + " JVM %.1f %%, PostgreSQL %.1f %% of a core%n",
        greeted.get(), streams, before, open, CpuMeter.residentMebibytes(server.jvmPid()), jvmShare, postgresShare);
    System.out.printf(
        "holder's answer to the platform's event: p50 %.1f ms, p99 %.1f ms%n",
        latencies.millis(0.5), latencies.millis(0.99));
    reading = false;
    selector.wakeup();
    reader.join();
  }

  private JsonNode create(int i) throws Exception {
    return platform.post(
        "/api/v1/verifications",
        Map.of(
            "claimed", Map.of("name", name, "uscc", holder.uscc),
            "action", Map.of("type", "accountOpening", "subject", "官方账号", "identifier", "stream-" + i)));
  }

  /** From sending the holder's answer to the event on the open stream, in nanoseconds. */
  private long answer(JsonNode session) throws Exception {
    String id = session.get("id").asString();
    HttpResponse<String> taken =
        post(
            "/api/v1/presentations/" + id + "/taking",
            Map.of("secret", URI.create(session.at("/presentation/url").asString()).getFragment()));
    String set = taken.headers().firstValue("Set-Cookie").orElseThrow();
    HttpResponse<String> view =
        post(
            "/api/v1/presentations/" + id + "/code",
            Map.of("code", session.at("/presentation/code").asString()),
            "Cookie",
            set.substring(0, set.indexOf(';')));
    String token = ApiClient.JSON.readTree(view.body()).get("answerToken").asString();
    CountDownLatch arrived = new CountDownLatch(1);
    awaited.put(id, arrived);
    Map<String, Object> evidence = holder.evidence(session.get("challenge").asString());
    long begin = System.nanoTime();
    post("/api/v1/verifications/" + id + "/evidence", evidence, "Authorization", "Answer " + token);
    if (!arrived.await(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no event within ten seconds");
    }
    return System.nanoTime() - begin;
  }

  private HttpResponse<String> post(String path, Object body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.base().resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(ApiClient.JSON.writeValueAsBytes(body)));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(path + " answered " + response.statusCode() + ": " + response.body());
    }
    return response;
  }

  private void open(Selector selector, String id) throws Exception {
    SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", server.base().getPort()));
    String request =
        "GET /api/v1/verifications/"
            + id
            + "/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: Bearer "
            + platform.token()
            + "\r\n\r\n";
    channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, new Heard(id));
    selector.wakeup();
  }

  private void read(Selector selector) {
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    try {
      while (reading) {
        selector.select(
            key -> {
              try {
                hear((SocketChannel) key.channel(), (Heard) key.attachment(), buffer);
              } catch (IOException e) {
                key.cancel();
              }
            },
            100);
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void hear(SocketChannel channel, Heard heard, ByteBuffer buffer) throws IOException {
    buffer.clear();
    if (channel.read(buffer) < 0) {
      channel.close();
      return;
    }
    heard.text.append(StandardCharsets.UTF_8.decode(buffer.flip()));
    if (!heard.greeted && heard.text.indexOf("event: verification") >= 0) {
      heard.greeted = true;
      greeted.incrementAndGet();
    }
    CountDownLatch latch = awaited.get(heard.id);
    if (latch != null && heard.text.indexOf("\"state\":\"verified\"") >= 0) {
      latch.countDown();
    }
    if (latch == null) {
      heard.text.setLength(0);
    }
  }
}
