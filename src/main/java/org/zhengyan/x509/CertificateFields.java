package org.zhengyan.x509;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The fields of any certificate (RFC 5280 section 4.1), as encoded, before any rule of a profile.
 *
 * <p>Guaranteed: the whole is DER within {@code maxBytes}; every field has its type; both signature
 * algorithms are alike; version and extensions fit; no extension stands twice. Not looked at: whether
 * key, names, algorithms or extension values make sense.
 *
 * @param version 1, 2 or 3
 * @param issuer the name as encoded
 * @param subject the name as encoded
 * @param uniqueIds true when issuerUniqueID or subjectUniqueID is there
 * @param extensions by OID, in their order
 * @param tbs the bytes under the signature
 */
public record CertificateFields(
    int version,
    BigInteger serial,
    AlgorithmIdentifier signatureAlgorithm,
    byte[] issuer,
    Instant notBefore,
    Instant notAfter,
    byte[] subject,
    SubjectPublicKeyInfo publicKey,
    boolean uniqueIds,
    Map<String, Extension> extensions,
    byte[] tbs,
    byte[] signature) {

  /** More than any profile asks for; public web certificates have about ten. */
  public static final int MAX_EXTENSIONS = 32;

  /** Reads one certificate that fills {@code der}. */
  public static CertificateFields read(byte[] der, int maxBytes) throws MalformedCertificate {
    try {
      return readCertificate(sequence(StrictDer.read(der, maxBytes)));
    } catch (MalformedDer e) {
      throw new MalformedCertificate("The certificate cannot be read: " + e.getMessage() + ".", e);
    } catch (IOException | RuntimeException e) {
      throw new MalformedCertificate("The certificate cannot be read: a field has a wrong type.", e);
    }
  }

  private static CertificateFields readCertificate(ASN1Sequence certificate)
      throws MalformedDer, IOException {
    require(certificate.size() == 3, "a certificate has three parts");
    ASN1Sequence tbs = sequence(certificate.getObjectAt(0));
    ASN1Sequence outerAlgorithm = sequence(certificate.getObjectAt(1));
    byte[] signature = octets(certificate.getObjectAt(2), "the signature");

    Iterator<ASN1Encodable> fields = tbs.iterator();
    ASN1Primitive next = fields.next().toASN1Primitive();
    int version = 1;
    if (next instanceof ASN1TaggedObject tagged && tagged.hasContextTag(0)) {
      version = 1 + ((ASN1Integer) tagged.getExplicitBaseObject()).intValueExact();
      require(version == 2 || version == 3, "the version is unknown, or v1 written out");
      next = fields.next().toASN1Primitive();
    }
    BigInteger serial = ((ASN1Integer) next).getValue();
    ASN1Sequence algorithm = sequence(fields.next());
    require(algorithm.equals(outerAlgorithm), "the two signature algorithms differ");
    byte[] issuer = sequence(fields.next()).getEncoded();
    ASN1Sequence validity = sequence(fields.next());
    require(validity.size() == 2, "the validity has two times");
    Instant notBefore = X509Time.read(validity.getObjectAt(0).toASN1Primitive());
    Instant notAfter = X509Time.read(validity.getObjectAt(1).toASN1Primitive());
    byte[] subject = sequence(fields.next()).getEncoded();
    SubjectPublicKeyInfo publicKey = SubjectPublicKeyInfo.getInstance(sequence(fields.next()));

    Map<String, Extension> extensions = Map.of();
    boolean uniqueIds = false;
    int lastTag = 0;
    while (fields.hasNext()) {
      ASN1TaggedObject tagged = (ASN1TaggedObject) fields.next().toASN1Primitive();
      int tag = tagged.getTagNo();
      require(tagged.hasContextTag() && tag > lastTag && tag <= 3, "an unknown field");
      lastTag = tag;
      if (tag == 3) {
        extensions = extensions(sequence(tagged.getExplicitBaseObject()));
      } else {
        tagged.getBaseUniversal(false, BERTags.BIT_STRING);
        uniqueIds = true;
      }
    }
    require(extensions.isEmpty() || version == 3, "only version 3 has extensions");
    require(!uniqueIds || version >= 2, "version 1 has no unique identifiers");
    return new CertificateFields(
        version,
        serial,
        AlgorithmIdentifier.getInstance(algorithm),
        issuer,
        notBefore,
        notAfter,
        subject,
        publicKey,
        uniqueIds,
        extensions,
        tbs.getEncoded(),
        signature);
  }

  /** Extensions of a certificate or CRL (section 4.1.2.9): at least one, none twice. */
  public static Map<String, Extension> extensions(ASN1Sequence sequence) throws MalformedDer {
    require(sequence.size() > 0, "an empty list of extensions");
    require(sequence.size() <= MAX_EXTENSIONS, "more than " + MAX_EXTENSIONS + " extensions");
    Map<String, Extension> extensions = LinkedHashMap.newLinkedHashMap(sequence.size());
    for (ASN1Encodable element : sequence) {
      ASN1Sequence parts = sequence(element);
      require(parts.size() == 2 || parts.size() == 3, "an extension has two or three parts");
      ASN1ObjectIdentifier oid = (ASN1ObjectIdentifier) parts.getObjectAt(0);
      boolean critical = parts.size() == 3;
      require(
          !critical || ((ASN1Boolean) parts.getObjectAt(1)).isTrue(),
          "a default value is written out in an extension");
      ASN1OctetString value = (ASN1OctetString) parts.getObjectAt(parts.size() - 1);
      Extension before = extensions.put(oid.getId(), new Extension(oid, critical, value));
      require(before == null, "extension " + oid.getId() + " stands twice");
    }
    return Collections.unmodifiableMap(extensions);
  }

  /** The contents of a BIT STRING that holds whole octets. */
  public static byte[] octets(ASN1Encodable bits, String what) throws MalformedDer {
    ASN1BitString string = (ASN1BitString) bits.toASN1Primitive();
    require(string.getPadBits() == 0, what + " is not a whole number of octets");
    return string.getOctets();
  }

  public static ASN1Sequence sequence(ASN1Encodable value) {
    return (ASN1Sequence) value.toASN1Primitive();
  }

  private static void require(boolean holds, String otherwise) throws MalformedDer {
    if (!holds) {
      throw new MalformedDer(otherwise);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CertificateFields that
        && Arrays.equals(tbs, that.tbs)
        && Arrays.equals(signature, that.signature);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(tbs);
  }

  @Override
  public String toString() {
    return "certificate " + serial.toString(16);
  }
}
