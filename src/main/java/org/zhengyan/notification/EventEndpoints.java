package org.zhengyan.notification;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.ClientStore;
import org.zhengyan.principal.RandomId;

/**
 * What an operator does with its endpoints: register, prove, try, remove, and send dead letters again.
 * All of an operator's clients share them. Each act joins the caller's transaction with its event.
 */
@Component
class EventEndpoints {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final EventEndpointStore store;
  private final BacklogStore backlog;
  private final EventOutbox outbox;
  private final EventLog log;
  private final ClientStore clients;
  private final NotificationProperties properties;
  private final Clock clock;

  EventEndpoints(
      EventEndpointStore store,
      BacklogStore backlog,
      EventOutbox outbox,
      EventLog log,
      ClientStore clients,
      NotificationProperties properties,
      Clock clock) {
    this.store = store;
    this.backlog = backlog;
    this.outbox = outbox;
    this.log = log;
    this.clients = clients;
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * For whom something is done.
   *
   * @param client that acts, or the account of a console
   */
  record Caller(String operator, String client) {}

  /**
   * The operator of the client that acts.
   *
   * @throws Refusal {@code forbidden} for an authority's client
   */
  Caller caller(Actor actor) {
    String operator = clients.find(actor.clientId()).map(Client::operatorId).orElse(null);
    if (operator == null) {
      throw Refusal.of(Problem.FORBIDDEN, "events go to platform operators");
    }
    return new Caller(operator, actor.clientId());
  }

  /**
   * The same for a client that has waited for its answer.
   *
   * @throws Refusal {@code unauthenticated} when it was suspended meanwhile
   */
  Caller callerStill(Actor actor) {
    if (!clients.find(actor.clientId()).map(Client::active).orElse(false)) {
      throw Refusal.of(Problem.UNAUTHENTICATED, "The client was suspended meanwhile");
    }
    return caller(actor);
  }

  /**
   * @throws Refusal {@code not-found} for an id that is unknown, removed, or another operator's
   */
  EventEndpoint load(Caller caller, String id) {
    return store
        .find(id, caller.operator())
        .orElseThrow(
            () -> Refusal.of(Problem.NOT_FOUND, "this operator has no event endpoint of that id"));
  }

  /**
   * Adds an endpoint. A push endpoint gets a challenge and nothing else until that comes back.
   *
   * @throws Refusal {@code wrong-state} when the operator has as many as it may
   */
  EventEndpoint create(
      Caller caller, EventEndpoint.Delivery delivery, @Nullable String url, List<String> kinds) {
    String operator = caller.operator();
    if (store.lockAndCount(operator) >= properties.endpointsOfOperator()) {
      throw Refusal.of(
          Problem.WRONG_STATE,
          "an operator has at most " + properties.endpointsOfOperator() + " endpoints; remove one first");
    }
    String id = RandomId.next();
    String challenge = url == null ? null : challenge();
    store.add(id, operator, delivery, url, kinds, challenge == null ? null : sha256(challenge));
    EventEndpoint added = load(caller, id);
    if (challenge != null) {
      outbox.publish(
          new SecurityEvent(
              EventKind.ENDPOINT_VERIFICATION,
              added.subject(),
              clock.instant(),
              Map.of("endpoint", id, "challenge", challenge)),
          id);
    }
    log(
        "event-endpoint.created",
        id,
        Map.of(
            "client", caller.client(),
            "operator", operator,
            "delivery", delivery.wire(),
            "url", url == null ? "-" : "sha256:" + HexFormat.of().formatHex(sha256(url)),
            "kinds", String.join(" ", kinds)));
    return added;
  }

  /**
   * Activates an endpoint whose challenge came back.
   *
   * @throws Refusal {@code wrong-state} when it is active already; {@code refused-by-rule} for another
   *     challenge
   */
  EventEndpoint prove(Caller caller, String id, String challenge) {
    EventEndpoint endpoint = load(caller, id);
    if (endpoint.state() != EventEndpoint.State.UNPROVEN) {
      throw Refusal.of(Problem.WRONG_STATE, "the endpoint is active already");
    }
    if (!store.activate(id, sha256(challenge))) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/challenge",
          "challenge-differs",
          "it is not the challenge of the verification event that was pushed to this endpoint");
    }
    log("event-endpoint.proven", id, Map.of("client", caller.client()));
    return load(caller, id);
  }

  void remove(Caller caller, String id) {
    EventEndpoint endpoint = load(caller, id);
    if (store.remove(endpoint.id())) {
      log("event-endpoint.removed", id, Map.of("client", caller.client()));
    }
  }

  /** Removes what was not proven in time; the number of them. */
  int removeUnproven() {
    List<String> late = store.unprovenFor(properties.proofTime());
    for (String id : late) {
      if (store.remove(id)) {
        log("event-endpoint.removed", id, Map.of("cause", "unproven"));
      }
    }
    return late.size();
  }

  /**
   * Sends the endpoint a test event.
   *
   * @throws Refusal {@code wrong-state} for one that is not proven, or while another test is on its way
   */
  EventEndpoint test(Caller caller, String id) {
    EventEndpoint endpoint = load(caller, id);
    if (endpoint.state() != EventEndpoint.State.ACTIVE) {
      throw Refusal.of(Problem.WRONG_STATE, "the endpoint is not proven yet");
    }
    if (backlog.hasPending(id, EventKind.TEST)) {
      throw Refusal.of(Problem.WRONG_STATE, "a test event is still on its way");
    }
    outbox.publish(
        new SecurityEvent(
            EventKind.TEST, endpoint.subject(), clock.instant(), Map.of("endpoint", id)),
        id);
    log("event-endpoint.tested", id, Map.of("client", caller.client()));
    return endpoint;
  }

  /** Queues dead letters anew, those named or all; the number of them. */
  int retry(Caller caller, String id, @Nullable List<String> jtis) {
    EventEndpoint endpoint = load(caller, id);
    int queued = backlog.retry(endpoint.id(), jtis);
    log(
        "event-endpoint.retried",
        id,
        Map.of("client", caller.client(), "events", Integer.toString(queued)));
    return queued;
  }

  private void log(String type, String id, Map<String, String> members) {
    log.append(Event.of(type, id, members));
  }

  private static String challenge() {
    byte[] octets = new byte[32];
    RANDOM.nextBytes(octets);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
