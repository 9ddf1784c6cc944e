package org.zhengyan.notification;

import java.time.Instant;

/**
 * An event as one endpoint gets it.
 *
 * @param audience the operator's id
 * @param event the JSON object that describes it
 * @param attempts that failed
 */
record QueuedEvent(
    long id,
    String jti,
    String txn,
    EventKind kind,
    String subject,
    String audience,
    Instant occurredAt,
    Instant createdAt,
    String event,
    int attempts) {}
