package org.zhengyan.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.zhengyan.contract.ContractClient;

/**
 * A platform that receives pushes as RFC 8935 asks: it keeps every token it was sent, and answers as the
 * test wants. It can be closed and started again on the same port.
 */
public final class StubReceiver implements AutoCloseable {
  /** What a platform is told of a body. */
  static final String[] ALL = {
    "institution.changed",
    "institution.frozen",
    "institution.cancelled",
    "certificate.revoked",
    "certificate.suspended",
    "certificate.released",
    "certificate.superseded",
    "binding.repudiated",
    "binding.ended"
  };

  /** What it answers. */
  public record Answer(int status, String body) {
    public static final Answer ACCEPTED = new Answer(202, "");
  }

  private final HttpServer server;
  private final List<SignedJWT> received = new CopyOnWriteArrayList<>();
  private volatile Function<SignedJWT, Answer> answers = token -> Answer.ACCEPTED;

  private StubReceiver(HttpServer server) {
    this.server = server;
  }

  /**
   * @param port 0 for any
   */
  public static StubReceiver start(int port) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      StubReceiver receiver = new StubReceiver(server);
      server.createContext("/", receiver::receive);
      server.start();
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url() {
    return "http://localhost:" + port() + "/events?of=zhengyan";
  }

  /** Answers like this from now on. */
  public void answer(Function<SignedJWT, Answer> how) {
    answers = how;
  }

  /** Every token that was answered, in the order of its arrival, repetitions included. */
  public List<SignedJWT> received() {
    return List.copyOf(received);
  }

  /** The events of that kind. */
  public List<SignedJWT> received(String kind) {
    return received.stream().filter(token -> event(token, kind) != null).toList();
  }

  /** Kinds of what was received of the body, once each, in the order of arrival. */
  List<String> kinds(EventPlayers.Body body) {
    Set<String> seen = new LinkedHashSet<>();
    List<String> kinds = new ArrayList<>();
    for (SignedJWT token : received()) {
      for (String kind : ALL) {
        Map<String, Object> event = event(token, kind);
        if (event != null && body.uscc().equals(event.get("uscc")) && seen.add(jti(token))) {
          kinds.add(kind);
        }
      }
    }
    return kinds;
  }

  void awaitKinds(EventPlayers.Body body, String... kinds) {
    Awaitility.await().untilAsserted(() -> assertThat(kinds(body)).containsExactly(kinds));
  }

  /** Registers it for the client's operator and proves it; its id. */
  public String register(ContractClient client, String... kinds) {
    String id =
        client
            .post("/api/v1/event-endpoints", Map.of("delivery", "push", "url", url(), "kinds", List.of(kinds)))
            .expect(201)
            .json()
            .path("id")
            .asString();
    client
        .post("/api/v1/event-endpoints/" + id + "/proof", Map.of("challenge", challenge(id)))
        .expect(200);
    return id;
  }

  /** The challenge that was pushed for that endpoint. */
  public String challenge(String endpoint) {
    return Awaitility.await()
        .until(
            () ->
                received("endpoint.verification").stream()
                    .map(token -> event(token, "endpoint.verification"))
                    .filter(event -> endpoint.equals(event.get("endpoint")))
                    .map(event -> String.valueOf(event.get("challenge")))
                    .findFirst()
                    .orElse(null),
            found -> found != null);
  }

  /** The members of the event of that kind; null when the token carries another. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> event(SignedJWT token, String kind) {
    try {
      Map<String, Object> events = token.getJWTClaimsSet().getJSONObjectClaim("events");
      return (Map<String, Object>) events.get("urn:zhengyan:event:" + kind);
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String jti(SignedJWT token) {
    try {
      return token.getJWTClaimsSet().getJWTID();
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Verifies by the published keys alone. */
  public static boolean verifies(SignedJWT token, String keySet) {
    try {
      JWKSet keys = JWKSet.parse(keySet);
      return token.verify(
          new ECDSAVerifier(keys.getKeyByKeyId(token.getHeader().getKeyID()).toECKey()));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      SignedJWT token = SignedJWT.parse(body);
      boolean sound = exchange.getRequestMethod().equals("POST") && "application/secevent+jwt".equals(type);
      Answer answer = sound ? answers.apply(token) : new Answer(500, "");
      received.add(token);
      byte[] octets = answer.body().getBytes(StandardCharsets.UTF_8);
      if (octets.length > 0) {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
      }
      exchange.sendResponseHeaders(answer.status(), octets.length == 0 ? -1 : octets.length);
      exchange.getResponseBody().write(octets);
    } catch (ParseException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
