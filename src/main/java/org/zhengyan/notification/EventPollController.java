package org.zhengyan.notification;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;

/**
 * RFC 8936: an operator fetches its events, and acknowledges those that it has.
 *
 * <p>An answer has at most one event of a subject, the oldest; the next one comes when that is
 * acknowledged or reported. What is not acknowledged comes again with the next poll.
 */
@RestController
class EventPollController {
  private static final int MOST_EVENTS = 100;
  private static final int MOST_ACKNOWLEDGED = 1_000;

  private final EventEndpoints endpoints;
  private final DeliveryStore deliveries;
  private final SetWriter writer;
  private final PollWaiters waiters;
  private final Wakeups wakeups;
  private final TransactionTemplate transaction;
  private final NotificationProperties properties;

  EventPollController(
      EventEndpoints endpoints,
      DeliveryStore deliveries,
      SetWriter writer,
      PollWaiters waiters,
      Wakeups wakeups,
      TransactionTemplate transaction,
      NotificationProperties properties) {
    this.endpoints = endpoints;
    this.deliveries = deliveries;
    this.writer = writer;
    this.waiters = waiters;
    this.wakeups = wakeups;
    this.transaction = transaction;
    this.properties = properties;
  }

  /** RFC 8936 section 2.2. */
  record PollRequest(
      @Nullable Integer maxEvents,
      @Nullable Boolean returnImmediately,
      @Nullable List<String> ack,
      @Nullable Map<String, SetError> setErrs) {}

  record SetError(@Nullable String err, @Nullable String description) {}

  /** RFC 8936 section 2.3. */
  record PollResponse(Map<String, String> sets, boolean moreAvailable) {}

  @PostMapping("/api/v1/event-poll/{id}")
  @RequiresScope(Scope.STATUS)
  ResponseEntity<PollResponse> poll(
      Actor actor, @PathVariable String id, @RequestBody PollRequest request) throws InterruptedException {
    List<String> acknowledged = request.ack() == null ? List.of() : request.ack();
    Map<String, SetError> errors = request.setErrs() == null ? Map.of() : request.setErrs();
    int most = request.maxEvents() == null ? MOST_EVENTS : Math.min(request.maxEvents(), MOST_EVENTS);
    if (most < 0
        || acknowledged.size() + errors.size() > MOST_ACKNOWLEDGED
        || acknowledged.stream().anyMatch(Objects::isNull)) {
      throw Refusal.of(
          Problem.MALFORMED,
          "maxEvents is not negative, and ack and setErrs name at most " + MOST_ACKNOWLEDGED + " events");
    }
    EventEndpoint endpoint = endpoints.load(endpoints.caller(actor), id);
    if (endpoint.delivery() != EventEndpoint.Delivery.POLL) {
      throw Refusal.of(Problem.WRONG_STATE, "events of this endpoint are pushed");
    }
    // 1. What the caller has, or will not have, is done with before it is asked what comes next.
    if (!acknowledged.isEmpty() || !errors.isEmpty()) {
      transaction.executeWithoutResult(status -> end(endpoint, acknowledged, errors));
    }
    // 2. What is there; or wait, with no connection held.
    List<QueuedEvent> events = most == 0 ? List.of() : deliveries.waiting(id, most + 1);
    boolean wait = most > 0 && !Boolean.TRUE.equals(request.returnImmediately());
    if (events.isEmpty() && wait && waiters.await(id, properties.longestPoll())) {
      endpoints.load(endpoints.callerStill(actor), id);
      events = deliveries.waiting(id, most + 1);
    }
    // 3. Signed in their order; the object keeps it, though its readers need not.
    Map<String, String> sets = new LinkedHashMap<>();
    events.stream().limit(most).forEach(event -> sets.put(event.jti(), writer.write(event)));
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(new PollResponse(sets, events.size() > most));
  }

  private void end(EventEndpoint endpoint, List<String> acknowledged, Map<String, SetError> errors) {
    deliveries.acknowledge(endpoint.id(), acknowledged);
    errors.forEach((jti, error) -> deliveries.refused(endpoint.id(), jti, "setErrs " + said(error)));
    wakeups.wake();
  }

  private static String said(@Nullable SetError error) {
    String code = error == null || error.err() == null ? "unspecified" : error.err();
    String description = error == null || error.description() == null ? "" : error.description();
    return Outcome.said(code, description);
  }
}
