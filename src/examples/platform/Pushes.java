import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The events that the service pushes to one operator (RFC 8935): registers the endpoint, proves it, verifies
 * what comes, and takes each event once. Kept in memory; a real platform has an event on its disk before
 * it answers 202, since nobody sends it again.
 */
final class Pushes {
  private static final String KIND = "urn:zhengyan:event:";
  private static final List<String> WANTED =
      List.of(
          "verification.completed",
          "certificate.revoked",
          "certificate.suspended",
          "certificate.released",
          "certificate.renewed",
          "institution.changed",
          "institution.frozen",
          "institution.cancelled",
          "binding.repudiated",
          "binding.ended");

  /** One event that was verified. */
  record Received(String operator, String jti, Instant at, String kind, String subject) {}

  /** The answer to a push: 202 and nothing, or 400 and a code of RFC 8935 section 2.4. */
  record Answer(int status, Map<String, Object> body) {
    static Answer never(String err, String description) {
      return new Answer(400, Map.of("err", err, "description", description));
    }
  }

  private final ZhengyanClient client;
  private final ServiceKeys keys;
  private final Consumer<String> completed;
  private final CompletableFuture<String> audience = new CompletableFuture<>();
  private final CompletableFuture<String> endpoint = new CompletableFuture<>();
  private final List<Received> received = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  /**
   * @param completed is told the id of a verification that has ended
   */
  Pushes(ZhengyanClient client, ServiceKeys keys, Consumer<String> completed) {
    this.client = client;
    this.keys = keys;
    this.completed = completed;
  }

  /** Registers until it succeeds. In development the service pushes to this machine; elsewhere it is https. */
  void keepRegistering(String url) {
    for (int pause = 1; ; pause = Math.min(60, pause * 2)) {
      try {
        register(url);
        System.out.println("Events of " + client.clientId() + " come to " + url);
        return;
      } catch (RuntimeException e) {
        System.out.println("No events for " + client.clientId() + " yet: " + e.getMessage());
      }
      try {
        Thread.sleep(pause * 1000L);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Takes the endpoint that is there already and active; otherwise registers one, and it will be proven. */
  void register(String url) {
    for (Object item : Json.list(client.get("/api/v1/event-endpoints").get("items"))) {
      Map<String, Object> known = Json.map(item);
      if (url.equals(known.get("url"))) {
        if ("active".equals(known.get("state"))) {
          take(known);
          return;
        }
        client.delete("/api/v1/event-endpoints/" + known.get("id"));
      }
    }
    take(
        client.post(
            "/api/v1/event-endpoints",
            Map.of("delivery", "push", "url", url, "kinds", WANTED),
            UUID.randomUUID().toString()));
  }

  private void take(Map<String, Object> registered) {
    audience.complete(Json.string(registered.get("audience")));
    endpoint.complete(Json.string(registered.get("id")));
  }

  /** Asks for a test event; false while there is no endpoint. */
  boolean test() {
    String id = endpoint.getNow("");
    if (!id.isEmpty()) {
      client.post("/api/v1/event-endpoints/" + id + "/test", UUID.randomUUID().toString());
    }
    return !id.isEmpty();
  }

  /**
   * Takes one token as it was POSTed.
   *
   * @throws RuntimeException when it cannot be checked now: answer 5xx, and it comes again
   */
  Answer receive(String token) {
    Map<String, Object> claims;
    try {
      claims = keys.verified(token, "secevent+jwt").payload();
    } catch (IllegalArgumentException e) {
      return Answer.never("invalid_key", "the token is not readable, or its signature does not verify");
    }
    if (!client.service().toString().equals(claims.get("iss"))) {
      return Answer.never("invalid_issuer", "another issuer's");
    }
    if (!audience().equals(claims.get("aud"))) {
      return Answer.never("invalid_audience", "for another audience");
    }
    String jti = Json.string(claims.get("jti"));
    if (remember(jti)) {
      Json.map(claims.get("events")).forEach((kind, event) -> act(jti, claims, kind, Json.map(event)));
    }
    return new Answer(202, Map.of());
  }

  List<Received> received() {
    synchronized (received) {
      return List.copyOf(received).reversed();
    }
  }

  private void act(String jti, Map<String, Object> claims, String uri, Map<String, Object> event) {
    String kind = uri.startsWith(KIND) ? uri.substring(KIND.length()) : uri;
    String subject = Json.string(Json.map(claims.get("sub_id")).get("uri"));
    synchronized (received) {
      received.add(new Received(client.clientId(), jti, Instant.now(), kind, subject));
    }
    // After the answer: the proof is refused while the event is on its way.
    Thread.ofVirtual()
        .start(
            () -> {
              if (kind.equals("endpoint.verification")) {
                prove(Json.string(event.get("endpoint")), Json.string(event.get("challenge")));
              } else if (kind.equals("verification.completed")) {
                completed.accept(Json.string(event.get("verification")));
              }
            });
  }

  private void prove(String id, String challenge) {
    client.post("/api/v1/event-endpoints/" + id + "/proof", Map.of("challenge", challenge), "proof-" + id);
  }

  private boolean remember(String jti) {
    synchronized (received) {
      return seen.add(jti);
    }
  }

  /** A first event may come before the answer to the registration does. */
  private String audience() {
    try {
      return audience.get(5, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("there is no endpoint yet", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
