package org.zhengyan.notification;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as its operator sees it.
 *
 * @param url where it is pushed to, or polled
 * @param audience what {@code aud} of its events says
 */
record EventEndpointResponse(
    String id,
    String delivery,
    String url,
    String audience,
    List<String> kinds,
    String state,
    Instant createdAt,
    @Nullable Instant activatedAt,
    Backlog backlog,
    @Nullable Failure failure) {

  /** What waits, since when, and what was given up. */
  record Backlog(long pending, @Nullable Instant oldest, long dead) {}

  /** Why the receiver as a whole was last left alone, and until when it is. */
  record Failure(Instant at, String reason, @Nullable Instant pausedUntil) {}

  static EventEndpointResponse of(
      EventEndpoint endpoint, BacklogStore.Backlog backlog, String publicUrl) {
    String url = endpoint.url();
    Instant failedAt = endpoint.lastFailureAt();
    return new EventEndpointResponse(
        endpoint.id(),
        endpoint.delivery().wire(),
        url == null ? publicUrl + "/api/v1/event-poll/" + endpoint.id() : url,
        endpoint.operatorId(),
        endpoint.kinds(),
        endpoint.state().wire(),
        endpoint.createdAt(),
        endpoint.activatedAt(),
        new Backlog(backlog.pending(), backlog.oldest(), backlog.dead()),
        failedAt == null
            ? null
            : new Failure(failedAt, String.valueOf(endpoint.lastFailure()), endpoint.pausedUntil()));
  }
}
