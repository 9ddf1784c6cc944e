package org.zhengyan.x509;

import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;

/**
 * Reads DER (X.690 section 10) that a stranger sent, at a cost that its length bounds.
 *
 * <p>{@link #check} walks the tags and lengths once, without recursion and without allocating more
 * than a stack of {@link #MAX_DEPTH} numbers, before any decoder sees the bytes: definite and minimal
 * lengths, minimal tags, primitive strings, contents that fill their container exactly, minimal
 * integers, booleans of 00 or FF, well-formed bit strings and object identifiers. {@link #read} then
 * decodes, and asks that encoding the value again gives the same bytes.
 *
 * <p>It does not look inside OCTET STRINGs: what an extension holds is checked by whoever reads it.
 */
public final class StrictDer {

  /** Deeper than any certificate, CRL or SignedData of the profiles we read. */
  public static final int MAX_DEPTH = 32;

  private static final int BOOLEAN = 0x01;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int NULL = 0x05;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int ENUMERATED = 0x0a;
  private static final int CONSTRUCTED = 0x20;

  private StrictDer() {}

  /**
   * Decodes exactly one value that fills {@code der}.
   *
   * @throws MalformedDer when the bytes are more than {@code maxBytes}, or not DER
   */
  public static ASN1Primitive read(byte[] der, int maxBytes) throws MalformedDer {
    check(der, maxBytes);
    try {
      ASN1Primitive value = ASN1Primitive.fromByteArray(der);
      if (value == null || !Arrays.equals(value.getEncoded(ASN1Encoding.DER), der)) {
        throw new MalformedDer("the encoding is not DER: encoding the value again gives other bytes");
      }
      return value;
    } catch (IOException | RuntimeException e) {
      throw new MalformedDer("a value is not one of its type", e);
    }
  }

  /** Checks the shape of one value that fills {@code der}, as the class comment says. */
  public static void check(byte[] der, int maxBytes) throws MalformedDer {
    if (der.length > maxBytes) {
      throw new MalformedDer("the encoding has more than " + maxBytes + " bytes");
    }
    int[] ends = new int[MAX_DEPTH + 1];
    int depth = 0;
    ends[0] = der.length;
    int at = 0;
    boolean first = true;
    while (first || at < der.length) {
      if (at == der.length || (!first && depth == 0)) {
        throw new MalformedDer(first ? "the encoding is empty" : "bytes follow the value");
      }
      first = false;
      int end = ends[depth];
      int tag = der[at] & 0xff;
      at = skipTag(der, at, end);
      if (at >= end) {
        throw new MalformedDer("the encoding ends inside a tag or length");
      }
      int lengthOctet = der[at++] & 0xff;
      int length = lengthOctet;
      if (lengthOctet >= 0x80) {
        int octets = lengthOctet & 0x7f;
        if (octets == 0) {
          throw new MalformedDer("an indefinite length is not DER");
        }
        if (octets > 4 || octets > end - at) {
          throw new MalformedDer("a length is larger than what is there");
        }
        long value = 0;
        for (int i = 0; i < octets; i++) {
          value = value << 8 | der[at++] & 0xff;
        }
        if (value < 0x80 || value >>> 8 * (octets - 1) == 0) {
          throw new MalformedDer("a length is not in its shortest form");
        }
        length = (int) Math.min(value, Integer.MAX_VALUE);
      }
      if (length > end - at) {
        throw new MalformedDer("a length is larger than what is there");
      }
      if ((tag & CONSTRUCTED) != 0) {
        requireConstructible(tag);
        if (depth == MAX_DEPTH) {
          throw new MalformedDer("the encoding nests deeper than " + MAX_DEPTH + " levels");
        }
        depth++;
        ends[depth] = at + length;
      } else {
        requirePrimitive(tag, der, at, length);
        at += length;
      }
      while (depth > 0 && at == ends[depth]) {
        depth--;
      }
    }
    if (depth != 0) {
      throw new MalformedDer("the encoding ends inside a value");
    }
  }

  /** X.690 section 8.1.2.4: tag numbers above 30, in their shortest form and at most 28 bits. */
  private static int skipTag(byte[] der, int at, int end) throws MalformedDer {
    if ((der[at] & 0x1f) != 0x1f) {
      return at + 1;
    }
    int number = 0;
    for (int i = at + 1; i < end && i <= at + 4; i++) {
      int octet = der[i] & 0xff;
      if (i == at + 1 && octet == 0x80) {
        break;
      }
      number = number << 7 | octet & 0x7f;
      if (octet < 0x80) {
        if (number < 31) {
          break;
        }
        return i + 1;
      }
    }
    throw new MalformedDer("a tag is not in its shortest form");
  }

  private static void requireConstructible(int tag) throws MalformedDer {
    boolean universal = tag < 0x40;
    int number = tag & 0x1f;
    boolean container = number == 16 || number == 17 || number == 8 || number == 11;
    if (universal && !container) {
      throw new MalformedDer("a string in pieces is not DER");
    }
  }

  private static void requirePrimitive(int tag, byte[] der, int at, int length)
      throws MalformedDer {
    boolean sound =
        switch (tag) {
          case 0x00, 0x10, 0x11 -> false;
          case BOOLEAN -> length == 1 && (der[at] == 0 || der[at] == -1);
          case INTEGER, ENUMERATED -> minimalInteger(der, at, length);
          case BIT_STRING -> soundBitString(der, at, length);
          case NULL -> length == 0;
          case OBJECT_IDENTIFIER -> soundObjectIdentifier(der, at, length);
          default -> true;
        };
    if (!sound) {
      throw new MalformedDer("a value of type 0x" + Integer.toHexString(tag) + " is not DER");
    }
  }

  private static boolean minimalInteger(byte[] der, int at, int length) {
    if (length == 0) {
      return false;
    }
    boolean padded =
        length > 1
            && ((der[at] == 0 && der[at + 1] >= 0) || (der[at] == -1 && der[at + 1] < 0));
    return !padded;
  }

  private static boolean soundBitString(byte[] der, int at, int length) {
    if (length == 0) {
      return false;
    }
    int unused = der[at];
    if (unused < 0 || unused > 7 || (length == 1 && unused != 0)) {
      return false;
    }
    return length == 1 || (der[at + length - 1] & ((1 << unused) - 1)) == 0;
  }

  private static boolean soundObjectIdentifier(byte[] der, int at, int length) {
    if (length == 0 || length > 64 || der[at + length - 1] < 0) {
      return false;
    }
    boolean start = true;
    for (int i = at; i < at + length; i++) {
      if (start && der[i] == (byte) 0x80) {
        return false;
      }
      start = der[i] >= 0;
    }
    return true;
  }
}
