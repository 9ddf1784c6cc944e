package org.zhengyan.status.ocsp;

/**
 * Walks over DER within one array: definite, minimal lengths, nothing allocated.
 *
 * <p>Every step checks that the element lies inside the one around it, so no input makes it read
 * further than the array.
 */
final class DerCursor {
  static final int SEQUENCE = 0x30;
  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int NULL = 0x05;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int BOOLEAN = 0x01;

  private final byte[] bytes;
  private int at;

  DerCursor(byte[] bytes) {
    this.bytes = bytes;
  }

  int at() {
    return at;
  }

  /** The tag at the cursor, or -1 at {@code end}. */
  int peek(int end) throws MalformedOcspRequest {
    if (at > end) {
      throw new MalformedOcspRequest("an element ends outside of what holds it");
    }
    return at == end ? -1 : bytes[at] & 0xff;
  }

  /**
   * Enters an element of that tag.
   *
   * @param end of the element around it
   * @return the end of this one; the cursor stands at its first content octet
   */
  int enter(int tag, int end) throws MalformedOcspRequest {
    if (peek(end) != tag) {
      throw new MalformedOcspRequest("expected tag %02x".formatted(tag));
    }
    at++;
    int length = length(end);
    if (length > end - at) {
      throw new MalformedOcspRequest("a length exceeds what holds it");
    }
    return at + length;
  }

  /** Enters an OBJECT IDENTIFIER whose subidentifiers are minimal and ended (X.690 section 8.19.2). */
  int enterObjectIdentifier(int end) throws MalformedOcspRequest {
    int oidEnd = enter(OBJECT_IDENTIFIER, end);
    boolean begins = true;
    for (int i = at; i < oidEnd; i++) {
      if (begins && (bytes[i] & 0xff) == 0x80) {
        throw new MalformedOcspRequest("an object identifier is padded");
      }
      begins = bytes[i] >= 0;
    }
    if (oidEnd == at || !begins) {
      throw new MalformedOcspRequest("an object identifier is empty or cut");
    }
    return oidEnd;
  }

  /** Passes over an element of whatever tag. */
  void skip(int end) throws MalformedOcspRequest {
    int tag = peek(end);
    if (tag < 0 || (tag & 0x1f) == 0x1f) {
      throw new MalformedOcspRequest("an element is missing, or has a long tag");
    }
    at = enter(tag, end);
  }

  void moveTo(int position) {
    at = position;
  }

  void requireEnd(int end) throws MalformedOcspRequest {
    if (at != end) {
      throw new MalformedOcspRequest("there is more than there may be");
    }
  }

  private int length(int end) throws MalformedOcspRequest {
    if (at >= end) {
      throw new MalformedOcspRequest("a length is missing");
    }
    int first = bytes[at++] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int octets = first & 0x7f;
    if (octets < 1 || octets > 2 || end - at < octets) {
      throw new MalformedOcspRequest("a length is indefinite or absurd");
    }
    int length = 0;
    for (int i = 0; i < octets; i++) {
      length = length << 8 | (bytes[at++] & 0xff);
    }
    if (length < 0x80 || (octets == 2 && length < 0x100)) {
      throw new MalformedOcspRequest("a length is not minimal");
    }
    return length;
  }
}
