package org.zhengyan.notification;

import java.time.Instant;
import java.util.Map;
import org.zhengyan.registry.Uscc;

/**
 * One event, before it is addressed to anybody.
 *
 * @param subject a URN: what it happened to, and what keeps events in order
 * @param members what else it says: codes, serials, kinds, times. Never names, never text of persons
 */
record SecurityEvent(EventKind kind, String subject, Instant occurredAt, Map<String, Object> members) {
  SecurityEvent {
    members = Map.copyOf(members);
  }

  static SecurityEvent ofBody(
      EventKind kind, Uscc uscc, Instant occurredAt, Map<String, Object> members) {
    return new SecurityEvent(kind, "urn:zhengyan:uscc:" + uscc.value(), occurredAt, members);
  }
}
