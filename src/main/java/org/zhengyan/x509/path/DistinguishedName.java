package org.zhengyan.x509.path;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1T61String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.ASN1UniversalString;
import org.zhengyan.x509.CertificateFields;
import org.zhengyan.x509.MalformedDer;

/**
 * A name in the form in which names are compared (RFC 5280 section 7.1, RFC 4518 section 2).
 *
 * <p>Texts are compared without regard to their string type, case, compatibility form and surplus
 * spaces; other values by their encoding. Attributes of one RDN have no order. Equal names are equal
 * objects.
 *
 * @param rdns each RDN as the set of its attributes
 */
record DistinguishedName(List<Set<String>> rdns) {
  private static final int MAX_ATTRIBUTES = 128;

  DistinguishedName {
    rdns = List.copyOf(rdns);
  }

  static DistinguishedName read(byte[] der) throws MalformedDer {
    return read(ASN1Sequence.getInstance(der));
  }

  static DistinguishedName read(ASN1Sequence name) throws MalformedDer {
    List<Set<String>> rdns = new ArrayList<>();
    int attributes = 0;
    for (ASN1Encodable element : name) {
      ASN1Set rdn = (ASN1Set) element.toASN1Primitive();
      attributes += rdn.size();
      if (rdn.size() == 0 || attributes > MAX_ATTRIBUTES) {
        throw new MalformedDer("an empty RDN, or more than " + MAX_ATTRIBUTES + " attributes");
      }
      Set<String> values = new TreeSet<>();
      for (ASN1Encodable attribute : rdn) {
        values.add(attribute(CertificateFields.sequence(attribute)));
      }
      rdns.add(values);
    }
    return new DistinguishedName(rdns);
  }

  boolean empty() {
    return rdns.isEmpty();
  }

  /** Whether this name lies in the subtree of {@code base} (section 4.2.1.10). */
  boolean within(DistinguishedName base) {
    int depth = base.rdns.size();
    return rdns.size() >= depth && rdns.subList(0, depth).equals(base.rdns);
  }

  DistinguishedName then(DistinguishedName relative) {
    List<Set<String>> all = new ArrayList<>(rdns);
    all.addAll(relative.rdns);
    return new DistinguishedName(all);
  }

  private static String attribute(ASN1Sequence typeAndValue) throws MalformedDer {
    if (typeAndValue.size() != 2) {
      throw new MalformedDer("an attribute has type and value");
    }
    String type = ((ASN1ObjectIdentifier) typeAndValue.getObjectAt(0)).getId();
    ASN1Primitive value = typeAndValue.getObjectAt(1).toASN1Primitive();
    return switch (value) {
      case ASN1UTF8String text -> type + "=" + prepared(text);
      case ASN1PrintableString text -> type + "=" + prepared(text);
      case ASN1IA5String text -> type + "=" + prepared(text);
      case ASN1BMPString text -> type + "=" + prepared(text);
      case ASN1UniversalString text -> type + "=" + prepared(new WideString(text));
      case ASN1T61String text -> type + "=" + prepared(text);
      default -> type + "#" + encoded(value);
    };
  }

  /** RFC 4518 sections 2.2 to 2.6, with Unicode as this JDK knows it. */
  private static String prepared(ASN1String value) {
    String text = Normalizer.normalize(value.getString(), Normalizer.Form.NFKC);
    text = text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    StringBuilder prepared = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85) {
        gap = true;
      } else if (!ignored(c)) {
        if (gap && !prepared.isEmpty()) {
          prepared.append(' ');
        }
        gap = false;
        prepared.appendCodePoint(c);
      }
    }
    return prepared.toString();
  }

  private static boolean ignored(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT -> true;
      default -> c == 0x34f || (c >= 0x180b && c <= 0x180d) || (c >= 0xfe00 && c <= 0xfe0f);
    };
  }

  private static String encoded(ASN1Primitive value) throws MalformedDer {
    try {
      return HexFormat.of().formatHex(value.getEncoded());
    } catch (IOException e) {
      throw new MalformedDer("an attribute cannot be read", e);
    }
  }

  /** UniversalString is UTF-32; Bouncy Castle's own text of it is a hexadecimal dump. */
  private record WideString(ASN1UniversalString value) implements ASN1String {
    @Override
    public String getString() {
      byte[] octets = value.getOctets();
      return new String(octets, StandardCharsets.UTF_32BE);
    }
  }
}
