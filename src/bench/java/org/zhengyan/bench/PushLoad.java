package org.zhengyan.bench;

import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * How long a revocation takes to an operator that listens: from the moment in which the second person's
 * approval is sent until the security event token (RFC 8935) has arrived, one certificate after the other,
 * each with a binding of its own.
 */
final class PushLoad {
  private static final String NAME = "压测吊销单位";

  private final ApiClient clerk;
  private final ApiClient reviewer;
  private final ApiClient platform;
  private final int revocations;
  private final BlockingQueue<String> challenges = new LinkedBlockingQueue<>();
  private final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();

  PushLoad(ServerUnderLoad server, int revocations) throws Exception {
    clerk =
        new ApiClient(
            server.base(),
            server.clientKeys(),
            "demo-clerk",
            "registry.submit issuance.submit revocation.submit");
    reviewer =
        new ApiClient(
            server.base(),
            server.clientKeys(),
            "demo-reviewer",
            "registry.approve issuance.approve revocation.approve");
    platform = new ApiClient(server.base(), server.clientKeys(), "demo-appstore", "verification status");
    this.revocations = revocations;
  }

  void run() throws Exception {
    HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.createContext("/", this::receive);
    receiver.start();
    try {
      subscribe("http://localhost:" + receiver.getAddress().getPort() + "/events");
      String uscc = Holder.register(clerk, reviewer, NAME);
      Latencies latencies = new Latencies(revocations);
      for (int i = 0; i < revocations; i++) {
        latencies.add(revoke(bound(uscc, i)));
      }
      System.out.printf(
          "revocation, from the approval to the operator: %,d of %,d arrived, p50 %.0f ms, p99 %.0f ms, last %.0f ms%n",
          latencies.count(), revocations, latencies.millis(0.5), latencies.millis(0.99), latencies.millis(1));
    } finally {
      receiver.stop(0);
    }
  }

  private void subscribe(String url) throws Exception {
    JsonNode endpoint =
        platform.post(
            "/api/v1/event-endpoints",
            Map.of("delivery", "push", "url", url, "kinds", List.of("certificate.revoked")));
    String challenge = challenges.poll(20, TimeUnit.SECONDS);
    if (challenge == null) {
      throw new IllegalStateException("no challenge came to the endpoint");
    }
    platform.post(
        "/api/v1/event-endpoints/" + endpoint.get("id").asString() + "/proof", Map.of("challenge", challenge));
  }

  /** The serial of a new certificate that proved a binding. */
  private String bound(String uscc, int i) throws Exception {
    Holder holder = Holder.of(uscc, NAME, i % 2 == 0 ? "p256" : "sm2");
    String serial = holder.issue(clerk, reviewer);
    JsonNode created =
        platform.post(
            "/api/v1/verifications",
            Map.of(
                "claimed", Map.of("name", NAME, "uscc", uscc),
                "action", Map.of("type", "accountOpening", "subject", "官方账号", "identifier", "push-" + i)));
    platform.post(
        "/api/v1/verifications/" + created.get("id").asString() + "/evidence",
        holder.evidence(created.get("challenge").asString()));
    return serial;
  }

  private long revoke(String serial) throws Exception {
    String revocation =
        clerk
            .post("/api/v1/certificates/" + serial + "/revocation", Map.of("reason", "cessationOfOperation"))
            .get("revocation")
            .asString();
    CountDownLatch arrived = new CountDownLatch(1);
    awaited.put(serial, arrived);
    long begin = System.nanoTime();
    reviewer.post("/api/v1/revocations/" + revocation + "/approval", Map.of());
    if (!arrived.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the operator was not told within half a minute");
    }
    return System.nanoTime() - begin;
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      String token = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
      Map<String, Object> events = SignedJWT.parse(token).getJWTClaimsSet().getJSONObjectClaim("events");
      if (events.get("urn:zhengyan:event:endpoint.verification") instanceof Map<?, ?> proof) {
        challenges.add(String.valueOf(proof.get("challenge")));
      }
      if (events.get("urn:zhengyan:event:certificate.revoked") instanceof Map<?, ?> revoked) {
        CountDownLatch latch = awaited.get(String.valueOf(revoked.get("serial")));
        if (latch != null) {
          latch.countDown();
        }
      }
      exchange.sendResponseHeaders(202, -1);
    } catch (ParseException e) {
      throw new IOException(e);
    }
  }
}
