package org.zhengyan.notification;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;

/** An operator's endpoints for events, their proof, and what could not be delivered to them. */
@RestController
@RequestMapping("/api/v1/event-endpoints")
class EventEndpointController {
  private static final int MOST_JTIS = 100;

  private final EventEndpoints endpoints;
  private final EventEndpointStore store;
  private final BacklogStore backlog;
  private final Idempotency idempotency;
  private final TransactionTemplate transaction;
  private final ServiceProperties service;
  private final NotificationConfiguration configuration;

  EventEndpointController(
      EventEndpoints endpoints,
      EventEndpointStore store,
      BacklogStore backlog,
      Idempotency idempotency,
      TransactionTemplate transaction,
      ServiceProperties service,
      NotificationConfiguration configuration) {
    this.endpoints = endpoints;
    this.store = store;
    this.backlog = backlog;
    this.idempotency = idempotency;
    this.transaction = transaction;
    this.service = service;
    this.configuration = configuration;
  }

  record ProofRequest(@Nullable String challenge) {}

  record RetryRequest(@Nullable List<String> jtis) {}

  record RetryResponse(int queued) {}

  /** One event that was given up. */
  record DeadLetter(
      String jti,
      String kind,
      String subject,
      Instant occurredAt,
      Instant endedAt,
      int attempts,
      String reason) {
    static DeadLetter of(BacklogStore.DeadLetter letter) {
      QueuedEvent event = letter.event();
      return new DeadLetter(
          event.jti(),
          event.kind().wire(),
          event.subject(),
          event.occurredAt(),
          letter.endedAt(),
          event.attempts(),
          letter.outcome());
    }
  }

  @PostMapping
  @RequiresScope(Scope.STATUS)
  ResponseEntity<?> create(Actor actor, IdempotentRequest request, @RequestBody EventEndpointRequest body) {
    EventEndpointRequest.Checked checked = body.check(configuration.loopback());
    return idempotency.once(
        request,
        () -> {
          EventEndpoint made =
              endpoints.create(endpoints.caller(actor), checked.delivery(), checked.url(), checked.kinds());
          return ResponseEntity.created(URI.create("/api/v1/event-endpoints/" + made.id()))
              .body(shown(made));
        });
  }

  @GetMapping
  @RequiresScope(Scope.STATUS)
  PageRequest.Page<EventEndpointResponse> list(
      Actor actor,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit) {
    PageRequest page = PageRequest.of(cursor, limit);
    return page.page(
        store.list(endpoints.caller(actor).operator(), page), EventEndpoint::sequence, this::shown);
  }

  @GetMapping("/{id}")
  @RequiresScope(Scope.STATUS)
  EventEndpointResponse get(Actor actor, @PathVariable String id) {
    return shown(endpoints.load(endpoints.caller(actor), id));
  }

  @DeleteMapping("/{id}")
  @RequiresScope(Scope.STATUS)
  ResponseEntity<?> remove(Actor actor, @PathVariable String id) {
    transaction.executeWithoutResult(status -> endpoints.remove(endpoints.caller(actor), id));
    return ResponseEntity.noContent().build();
  }

  @PostMapping("/{id}/proof")
  @RequiresScope(Scope.STATUS)
  ResponseEntity<?> prove(
      Actor actor, IdempotentRequest request, @PathVariable String id, @RequestBody ProofRequest body) {
    String challenge = body.challenge();
    if (challenge == null) {
      throw Refusal.member(Problem.MALFORMED, "/challenge", "required", "the member is missing");
    }
    return idempotency.once(
        request, () -> ResponseEntity.ok(shown(endpoints.prove(endpoints.caller(actor), id, challenge))));
  }

  @PostMapping("/{id}/test")
  @RequiresScope(Scope.STATUS)
  ResponseEntity<?> test(Actor actor, IdempotentRequest request, @PathVariable String id) {
    return idempotency.once(
        request,
        () -> ResponseEntity.status(HttpStatus.ACCEPTED).body(shown(endpoints.test(endpoints.caller(actor), id))));
  }

  @GetMapping("/{id}/dead-letters")
  @RequiresScope(Scope.STATUS)
  PageRequest.Page<DeadLetter> deadLetters(
      Actor actor,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit) {
    PageRequest page = PageRequest.of(cursor, limit);
    return page.page(
        backlog.deadLetters(endpoints.load(endpoints.caller(actor), id).id(), page),
        letter -> letter.event().id(),
        DeadLetter::of);
  }

  @PostMapping("/{id}/dead-letters/retry")
  @RequiresScope(Scope.STATUS)
  ResponseEntity<?> retry(
      Actor actor,
      IdempotentRequest request,
      @PathVariable String id,
      @RequestBody(required = false) @Nullable RetryRequest body) {
    List<String> jtis = body == null ? null : body.jtis();
    if (jtis != null && (jtis.isEmpty() || jtis.size() > MOST_JTIS || jtis.stream().anyMatch(Objects::isNull))) {
      throw Refusal.member(
          Problem.MALFORMED, "/jtis", "size", "1 to " + MOST_JTIS + " values, or leave it out for all");
    }
    return idempotency.once(
        request,
        () ->
            ResponseEntity.status(HttpStatus.ACCEPTED)
                .body(new RetryResponse(endpoints.retry(endpoints.caller(actor), id, jtis))));
  }

  private EventEndpointResponse shown(EventEndpoint endpoint) {
    return EventEndpointResponse.of(
        endpoint, backlog.backlog(endpoint.id()), service.publicUrl().toString());
  }
}
