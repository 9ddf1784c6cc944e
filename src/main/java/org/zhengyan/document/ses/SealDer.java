package org.zhengyan.document.ses;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1String;
import org.zhengyan.x509.MalformedDer;
import org.zhengyan.x509.StrictDer;
import org.zhengyan.x509.X509Time;

/** The fields of one SEQUENCE in their order; the first that is missing or of another type throws. */
final class SealDer {

  /** Vid of a header, identifiers, names: nothing in use comes near it. */
  private static final int MAX_TEXT = 1024;

  private static final DateTimeFormatter GENERALIZED =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private final String what;
  private final Iterator<ASN1Encodable> fields;

  SealDer(String what, ASN1Encodable sequence) throws MalformedSeal {
    this.what = what;
    if (!(sequence.toASN1Primitive() instanceof ASN1Sequence parts)) {
      throw new MalformedSeal("The " + what + " is not a sequence.");
    }
    this.fields = parts.iterator();
  }

  /** Decodes bytes that hold exactly one DER value. */
  static ASN1Primitive decode(String what, byte[] der, int maxBytes) throws MalformedSeal {
    try {
      return StrictDer.read(der, maxBytes);
    } catch (MalformedDer e) {
      throw new MalformedSeal("The " + what + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  boolean more() {
    return fields.hasNext();
  }

  ASN1Primitive next() throws MalformedSeal {
    if (!fields.hasNext()) {
      throw new MalformedSeal("The " + what + " ends too early.");
    }
    return fields.next().toASN1Primitive();
  }

  private <T extends ASN1Primitive> T next(Class<T> type) throws MalformedSeal {
    ASN1Primitive value = next();
    if (!type.isInstance(value)) {
      throw new MalformedSeal("A field of the " + what + " has a wrong type.");
    }
    return type.cast(value);
  }

  int integer() throws MalformedSeal {
    ASN1Integer value = next(ASN1Integer.class);
    if (value.getValue().bitLength() > 31 || value.getValue().signum() < 0) {
      throw new MalformedSeal("A number of the " + what + " is out of range.");
    }
    return value.intValueExact();
  }

  String ia5() throws MalformedSeal {
    return bounded(next(ASN1IA5String.class).getString());
  }

  String text(Class<? extends ASN1Primitive> type) throws MalformedSeal {
    if (next(type) instanceof ASN1String string) {
      return bounded(string.getString());
    }
    throw new MalformedSeal("A text of the " + what + " is none.");
  }

  private String bounded(String text) throws MalformedSeal {
    if (text.length() > MAX_TEXT) {
      throw new MalformedSeal("A text of the " + what + " is too long.");
    }
    return text;
  }

  byte[] octets() throws MalformedSeal {
    return next(ASN1OctetString.class).getOctets();
  }

  byte[] bits() throws MalformedSeal {
    return bits(next(ASN1BitString.class));
  }

  byte[] bits(ASN1Encodable value) throws MalformedSeal {
    if (value instanceof ASN1BitString bits && bits.getPadBits() == 0) {
      return bits.getOctets();
    }
    throw new MalformedSeal("A bit string of the " + what + " is not whole octets.");
  }

  ASN1ObjectIdentifier oid() throws MalformedSeal {
    return next(ASN1ObjectIdentifier.class);
  }

  Instant time() throws MalformedSeal {
    try {
      return X509Time.read(next(ASN1GeneralizedTime.class));
    } catch (MalformedDer e) {
      throw new MalformedSeal("A time of the " + what + " is malformed.", e);
    }
  }

  void end() throws MalformedSeal {
    if (fields.hasNext()) {
      throw new MalformedSeal("The " + what + " has unknown fields.");
    }
  }

  static byte[] encoded(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("a value in memory has an encoding", e);
    }
  }

  /** Whole seconds, UTC, {@code Z}. */
  static ASN1GeneralizedTime generalized(Instant time) {
    try {
      String text = GENERALIZED.format(time);
      byte[] contents = text.getBytes(StandardCharsets.US_ASCII);
      byte[] der = new byte[contents.length + 2];
      der[0] = 0x18;
      der[1] = (byte) contents.length;
      System.arraycopy(contents, 0, der, 2, contents.length);
      return (ASN1GeneralizedTime) ASN1Primitive.fromByteArray(der);
    } catch (IOException | DateTimeException e) {
      throw new IllegalArgumentException("no time for a seal: " + time, e);
    }
  }
}
