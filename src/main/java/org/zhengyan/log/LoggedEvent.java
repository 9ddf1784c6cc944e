package org.zhengyan.log;

import java.time.Instant;

/** An event with its place: the order in which those who read the log meet it. */
public record LoggedEvent(long index, long eventId, Instant occurredAt, Event event) {}
