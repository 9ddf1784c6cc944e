package org.zhengyan.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
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
    // By UTF-16 code units, whatever order the caller's map has: RFC 8785 section 3.2.3.
    SortedMap<String, String> sorted = new TreeMap<>();
    members.forEach(sorted::put);
    members = Collections.unmodifiableSortedMap(sorted);
  }

  public static Event of(String type, String subject, Map<String, String> members) {
    return new Event(type, subject, new TreeMap<>(members));
  }

  /**
   * The canonical record: one JSON object by RFC 8785 with members {@code members}, {@code
   * occurredAt}, {@code subject}, {@code type}, in UTF-8.
   *
   * @throws IllegalArgumentException when a string has a lone surrogate, which UTF-8 cannot carry
   */
  public byte[] canonical(Instant occurredAt) {
    StringBuilder json = new StringBuilder(512);
    json.append("{\"members\":{");
    boolean first = true;
    for (Map.Entry<String, String> member : members.entrySet()) {
      if (!first) {
        json.append(',');
      }
      first = false;
      quote(json, member.getKey());
      json.append(':');
      quote(json, member.getValue());
    }
    json.append("},\"occurredAt\":");
    quote(json, occurredAt.toString());
    json.append(",\"subject\":");
    quote(json, subject);
    json.append(",\"type\":");
    quote(json, type);
    json.append('}');
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** RFC 8785 section 3.2.2.2: what JSON allows to stand unescaped stands unescaped. */
  private static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20) {
        escapeControl(json, c);
      } else if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw new IllegalArgumentException("lone surrogate at " + i);
        }
        json.append(c).append(text.charAt(++i));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }

  private static void escapeControl(StringBuilder json, char c) {
    switch (c) {
      case '\b' -> json.append("\\b");
      case '\t' -> json.append("\\t");
      case '\n' -> json.append("\\n");
      case '\f' -> json.append("\\f");
      case '\r' -> json.append("\\r");
      default -> json.append("\\u00").append(c < 0x10 ? '0' : '1').append(Character.forDigit(c & 0xf, 16));
    }
  }
}
