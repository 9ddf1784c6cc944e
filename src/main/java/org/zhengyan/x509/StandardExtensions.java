package org.zhengyan.x509;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;

/**
 * The extensions that say what a key may be used for and whose key it is (RFC 5280 section 4.2.1),
 * read strictly once; an absent extension is an empty {@code Optional}.
 *
 * @param basicConstraints 4.2.1.9
 * @param keyUsage 4.2.1.3; at least one bit is set
 * @param extendedKeyUsage 4.2.1.12, the OIDs; at least one
 * @param subjectKeyIdentifier 4.2.1.2
 * @param authorityKeyIdentifier 4.2.1.1
 */
public record StandardExtensions(
    Optional<BasicConstraints> basicConstraints,
    Optional<KeyUsage> keyUsage,
    Optional<Set<String>> extendedKeyUsage,
    Optional<byte[]> subjectKeyIdentifier,
    Optional<AuthorityKeyIdentifier> authorityKeyIdentifier) {

  private static final int MAX_PURPOSES = 64;

  /**
   * Section 4.2.1.9.
   *
   * @param pathLength how many intermediate certificates may follow, or null for any number
   */
  public record BasicConstraints(boolean ca, @Nullable Integer pathLength) {}

  /**
   * Section 4.2.1.1.
   *
   * @param keyIdentifier null when issuer and serial number alone are given
   */
  public record AuthorityKeyIdentifier(byte @Nullable [] keyIdentifier) {}

  /** Reads those of the five that are there. */
  public static StandardExtensions read(Map<String, Extension> extensions)
      throws MalformedCertificate {
    return new StandardExtensions(
        value(extensions, Extension.basicConstraints, StandardExtensions::basicConstraints),
        value(extensions, Extension.keyUsage, StandardExtensions::keyUsage),
        value(extensions, Extension.extendedKeyUsage, StandardExtensions::purposes),
        value(extensions, Extension.subjectKeyIdentifier, StandardExtensions::keyIdentifier),
        value(extensions, Extension.authorityKeyIdentifier, StandardExtensions::authority));
  }

  /** The issuer's key as authorityKeyIdentifier names it by itself; empty when it does not. */
  public Optional<byte[]> issuerKeyIdentifier() {
    return authorityKeyIdentifier.flatMap(named -> Optional.ofNullable(named.keyIdentifier()));
  }

  /** How one value is decoded; may throw anything unchecked for a wrong type. */
  @FunctionalInterface
  public interface Decoder<T> {
    T decode(ASN1Primitive value) throws MalformedDer;
  }

  /** Decodes the value of one extension if it is there: one DER value that fills the octet string. */
  public static <T> Optional<T> value(
      Map<String, Extension> extensions, ASN1ObjectIdentifier oid, Decoder<T> decoder)
      throws MalformedCertificate {
    Extension extension = extensions.get(oid.getId());
    if (extension == null) {
      return Optional.empty();
    }
    byte[] der = extension.getExtnValue().getOctets();
    try {
      return Optional.of(decoder.decode(StrictDer.read(der, der.length)));
    } catch (MalformedDer | RuntimeException e) {
      throw new MalformedCertificate("Extension " + oid.getId() + " cannot be read.", e);
    }
  }

  private static BasicConstraints basicConstraints(ASN1Primitive value) throws MalformedDer {
    ASN1Sequence parts = (ASN1Sequence) value;
    boolean ca = false;
    int at = 0;
    if (at < parts.size() && parts.getObjectAt(at) instanceof ASN1Boolean flag) {
      ca = flag.isTrue();
      at++;
    }
    Integer pathLength = null;
    if (at < parts.size()) {
      pathLength = ((ASN1Integer) parts.getObjectAt(at)).intValueExact();
      at++;
      if (pathLength < 0) {
        throw new MalformedDer("a negative path length");
      }
    }
    if (at != parts.size()) {
      throw new MalformedDer("more fields than basicConstraints have");
    }
    return new BasicConstraints(ca, pathLength);
  }

  private static KeyUsage keyUsage(ASN1Primitive value) throws MalformedDer {
    KeyUsage usage = KeyUsage.getInstance((DERBitString) value);
    boolean any = false;
    for (byte octet : usage.getBytes()) {
      any |= octet != 0;
    }
    if (!any) {
      throw new MalformedDer("no bit is set");
    }
    return usage;
  }

  private static Set<String> purposes(ASN1Primitive value) throws MalformedDer {
    ASN1Sequence oids = (ASN1Sequence) value;
    if (oids.size() == 0 || oids.size() > MAX_PURPOSES) {
      throw new MalformedDer("no purpose, or more than " + MAX_PURPOSES);
    }
    Set<String> purposes = LinkedHashSet.newLinkedHashSet(oids.size());
    for (ASN1Encodable oid : oids) {
      purposes.add(((ASN1ObjectIdentifier) oid).getId());
    }
    return Set.copyOf(purposes);
  }

  private static byte[] keyIdentifier(ASN1Primitive value) {
    return ((ASN1OctetString) value).getOctets();
  }

  private static AuthorityKeyIdentifier authority(ASN1Primitive value) throws MalformedDer {
    byte[] keyIdentifier = null;
    int lastTag = -1;
    for (ASN1Encodable element : (ASN1Sequence) value) {
      ASN1TaggedObject tagged = (ASN1TaggedObject) element.toASN1Primitive();
      if (!tagged.hasContextTag() || tagged.getTagNo() <= lastTag || tagged.getTagNo() > 2) {
        throw new MalformedDer("an unknown field");
      }
      lastTag = tagged.getTagNo();
      if (lastTag == 0) {
        keyIdentifier = ASN1OctetString.getInstance(tagged, false).getOctets();
      }
    }
    return new AuthorityKeyIdentifier(keyIdentifier);
  }
}
