package org.zhengyan.notification;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.principal.PageRequest;

/** An operator's event endpoints as its console shows and changes them; the rules are those of the API. */
@Component
public class OwnEndpoints {
  private static final int MOST = 100;

  private final EventEndpoints endpoints;
  private final EventEndpointStore store;
  private final BacklogStore backlog;
  private final NotificationConfiguration configuration;

  OwnEndpoints(
      EventEndpoints endpoints,
      EventEndpointStore store,
      BacklogStore backlog,
      NotificationConfiguration configuration) {
    this.endpoints = endpoints;
    this.store = store;
    this.backlog = backlog;
    this.configuration = configuration;
  }

  /**
   * For whom something is done.
   *
   * @param by the account, as the log names it
   */
  public record Own(String operator, String by) {}

  /**
   * One endpoint with its queue.
   *
   * @param url null for one that is polled
   */
  public record Shown(
      String id,
      @Nullable String url,
      List<String> kinds,
      boolean proven,
      Instant createdAt,
      int failures,
      @Nullable String lastFailure,
      @Nullable Instant lastFailureAt,
      long pending,
      long dead) {}

  /** An event that was given up. */
  public record Letter(
      String jti, String kind, String subject, Instant occurredAt, Instant endedAt, int attempts, String reason) {}

  /** The events that an endpoint can ask for. */
  public static List<String> kinds() {
    return Arrays.stream(EventKind.values())
        .filter(EventKind::subscribable)
        .map(EventKind::wire)
        .toList();
  }

  /** All of them: an operator has only a few. */
  public List<Shown> list(String operator) {
    return store.list(operator, PageRequest.of(null, MOST)).stream().map(this::shown).toList();
  }

  /** @throws org.zhengyan.failure.Refusal {@code not-found} for one of another operator too */
  public Shown load(Own own, String id) {
    return shown(endpoints.load(caller(own), id));
  }

  public PageRequest.Page<Letter> deadLetters(Own own, String id, PageRequest page) {
    return page.page(
        backlog.deadLetters(endpoints.load(caller(own), id).id(), page),
        letter -> letter.event().id(),
        letter ->
            new Letter(
                letter.event().jti(),
                letter.event().kind().wire(),
                letter.event().subject(),
                letter.event().occurredAt(),
                letter.endedAt(),
                letter.event().attempts(),
                letter.outcome()));
  }

  /** @param url null for an endpoint that is polled */
  @Transactional
  public Shown create(Own own, @Nullable String url, List<String> kinds) {
    EventEndpointRequest.Checked checked =
        new EventEndpointRequest(url == null ? "poll" : "push", url, new ArrayList<>(kinds))
            .check(configuration.loopback());
    return shown(endpoints.create(caller(own), checked.delivery(), checked.url(), checked.kinds()));
  }

  @Transactional
  public void prove(Own own, String id, String challenge) {
    endpoints.prove(caller(own), id, challenge);
  }

  @Transactional
  public void test(Own own, String id) {
    endpoints.test(caller(own), id);
  }

  /** All dead letters of the endpoint; the number of them. */
  @Transactional
  public int retry(Own own, String id) {
    return endpoints.retry(caller(own), id, null);
  }

  @Transactional
  public void remove(Own own, String id) {
    endpoints.remove(caller(own), id);
  }

  private Shown shown(EventEndpoint endpoint) {
    BacklogStore.Backlog queue = backlog.backlog(endpoint.id());
    return new Shown(
        endpoint.id(),
        endpoint.url(),
        endpoint.kinds(),
        endpoint.state() == EventEndpoint.State.ACTIVE,
        endpoint.createdAt(),
        endpoint.failures(),
        endpoint.lastFailure(),
        endpoint.lastFailureAt(),
        queue.pending(),
        queue.dead());
  }

  private static EventEndpoints.Caller caller(Own own) {
    return new EventEndpoints.Caller(own.operator(), own.by());
  }
}
