package org.zhengyan.log;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One act, as the log keeps it.
 *
 * @param type what happened, such as {@code verification.decided} or {@code certificate.revoked}
 * @param subject what it happened to: a verification id, a serial number, a USCC
 * @param members what else the record says: strings only, never tokens, never more about a person
 *     than the id of the person. Values are kept as they are; names of persons do not belong here
 */
public record Event(String type, String subject, SortedMap<String, String> members) {
  public Event {
    members = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(members));
  }

  public static Event of(String type, String subject, Map<String, String> members) {
    return new Event(type, subject, new TreeMap<>(members));
  }

  /**
   * The canonical record: one JSON object by RFC 8785 with members {@code members}, {@code
   * occurredAt}, {@code subject}, {@code type}, in UTF-8.
   */
  public byte[] canonical(Instant occurredAt) {
    throw new UnsupportedOperationException();
  }
}
