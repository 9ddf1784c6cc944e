package org.zhengyan.x509;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;

/** Writes DER from its end to its beginning, so that every length is known when it is written. */
public final class DerWriter {
  private static final Instant FROM_2050 = Instant.parse("2050-01-01T00:00:00Z");

  private byte[] bytes;
  private int at;

  public DerWriter(int capacity) {
    bytes = new byte[capacity];
    at = capacity;
  }

  /** How much is written: what an element's content is measured by. */
  public int size() {
    return bytes.length - at;
  }

  public DerWriter prepend(byte[] encoded) {
    reserve(encoded.length);
    at -= encoded.length;
    System.arraycopy(encoded, 0, bytes, at, encoded.length);
    return this;
  }

  /** Tag and length of an element whose content is everything written since {@code size} was that. */
  public DerWriter wrap(int tag, int sizeBefore) {
    int length = size() - sizeBefore;
    reserve(5);
    if (length < 0x80) {
      bytes[--at] = (byte) length;
    } else {
      int octets = 0;
      for (int rest = length; rest != 0; rest >>>= 8) {
        bytes[--at] = (byte) rest;
        octets++;
      }
      bytes[--at] = (byte) (0x80 | octets);
    }
    bytes[--at] = (byte) tag;
    return this;
  }

  /** A primitive element. */
  public DerWriter element(int tag, byte... content) {
    int before = size();
    return prepend(content).wrap(tag, before);
  }

  /** GeneralizedTime in whole seconds and Z (RFC 5280 section 4.1.2.5.2). */
  public DerWriter generalizedTime(Instant instant) {
    return element(0x18, generalized(instant));
  }

  /** UTCTime until 2049, GeneralizedTime from 2050 on (RFC 5280 section 4.1.2.5). */
  public DerWriter time(Instant instant) {
    byte[] text = generalized(instant);
    return instant.isBefore(FROM_2050) ? element(0x17, Arrays.copyOfRange(text, 2, 15)) : element(0x18, text);
  }

  public byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, at, bytes.length);
  }

  private static byte[] generalized(Instant instant) {
    ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
    byte[] text = new byte[15];
    int year = time.getYear();
    digits(text, 0, year / 100);
    digits(text, 2, year % 100);
    digits(text, 4, time.getMonthValue());
    digits(text, 6, time.getDayOfMonth());
    digits(text, 8, time.getHour());
    digits(text, 10, time.getMinute());
    digits(text, 12, time.getSecond());
    text[14] = 'Z';
    return text;
  }

  private static void digits(byte[] text, int at, int value) {
    text[at] = (byte) ('0' + value / 10);
    text[at + 1] = (byte) ('0' + value % 10);
  }

  private void reserve(int octets) {
    if (at < octets) {
      int size = size();
      byte[] larger = new byte[(bytes.length + octets) * 2];
      System.arraycopy(bytes, at, larger, larger.length - size, size);
      at = larger.length - size;
      bytes = larger;
    }
  }
}
