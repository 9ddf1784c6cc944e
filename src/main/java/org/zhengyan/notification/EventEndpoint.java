package org.zhengyan.notification;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where one operator hears of events: {@code unproven → active → removed}, or removed at once.
 *
 * <p>A push endpoint becomes active when its operator posts back the challenge that was pushed to it. A
 * poll endpoint is active from the start: nothing is sent anywhere, and whoever polls shows a token.
 *
 * @param url of a push endpoint
 * @param kinds wire names of the events that it wants
 * @param failures of the receiver in a row
 */
record EventEndpoint(
    String id,
    long sequence,
    String operatorId,
    Delivery delivery,
    @Nullable String url,
    List<String> kinds,
    State state,
    Instant createdAt,
    @Nullable Instant activatedAt,
    int failures,
    @Nullable Instant pausedUntil,
    @Nullable String lastFailure,
    @Nullable Instant lastFailureAt) {

  enum Delivery {
    PUSH,
    POLL;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  enum State {
    UNPROVEN,
    ACTIVE,
    REMOVED;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  EventEndpoint {
    kinds = List.copyOf(kinds);
  }

  String subject() {
    return "urn:zhengyan:event-endpoint:" + id;
  }
}
