package org.zhengyan.x509;

import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.VerificationKey;

/** What {@link LeafCertificate} reads from the bytes, under the rules that its comment lists. */
record LeafFields(
    CertificateFields certificate,
    StandardExtensions extensions,
    String organizationIdentifier,
    String commonName,
    VerificationKey key) {

  /** RFC 5280 section 4.1.2.2: at most 20 octets, the sign included. */
  private static final int MAX_SERIAL_BITS = 159;

  private static final int MAX_EXTENSION_BYTES = 4096;
  private static final int MAX_NAME_ATTRIBUTES = 32;

  /** Those that may be critical in an end-entity certificate, since something here looks at them. */
  private static final Set<String> UNDERSTOOD =
      Set.of(
          Extension.basicConstraints.getId(),
          Extension.keyUsage.getId(),
          Extension.extendedKeyUsage.getId(),
          Extension.certificatePolicies.getId(),
          Extension.subjectAlternativeName.getId());

  static LeafFields read(byte[] der) throws MalformedCertificate {
    CertificateFields fields = CertificateFields.read(der, LeafCertificate.MAX_BYTES);
    require(fields.version() == 3, "The certificate is not of version 3.");
    BigInteger serial = fields.serial();
    require(serial.signum() > 0, "The serial number is not positive.");
    require(serial.bitLength() <= MAX_SERIAL_BITS, "The serial number has more than 20 octets.");
    require(!fields.notAfter().isBefore(fields.notBefore()), "The validity ends before it begins.");
    require(!fields.uniqueIds(), "The certificate has unique identifiers, which are obsolete.");
    for (Map.Entry<String, Extension> entry : fields.extensions().entrySet()) {
      Extension extension = entry.getValue();
      require(
          extension.getExtnValue().getOctetsLength() <= MAX_EXTENSION_BYTES,
          "Extension " + entry.getKey() + " has more than " + MAX_EXTENSION_BYTES + " bytes.");
      require(
          !extension.isCritical() || UNDERSTOOD.contains(entry.getKey()),
          "Extension " + entry.getKey() + " is critical and unknown here.");
    }
    return new LeafFields(
        fields,
        StandardExtensions.read(fields.extensions()),
        attribute(fields.subject(), BCStyle.ORGANIZATION_IDENTIFIER),
        attribute(fields.subject(), BCStyle.CN),
        key(fields));
  }

  private static VerificationKey key(CertificateFields fields) throws MalformedCertificate {
    try {
      return VerificationKey.of(fields.publicKey());
    } catch (InvalidKey e) {
      throw new MalformedCertificate("The key of the certificate is refused: " + e.getMessage() + ".", e);
    }
  }

  /** The text of an attribute of the name that stands at most once; empty when it is absent. */
  private static String attribute(byte[] name, ASN1ObjectIdentifier type)
      throws MalformedCertificate {
    String found = null;
    int attributes = 0;
    try {
      for (ASN1Encodable rdn : ASN1Sequence.getInstance(name)) {
        for (ASN1Encodable element : (ASN1Set) rdn.toASN1Primitive()) {
          require(++attributes <= MAX_NAME_ATTRIBUTES, "The subject has too many attributes.");
          ASN1Sequence typeAndValue = CertificateFields.sequence(element);
          require(typeAndValue.size() == 2, "An attribute of the subject cannot be read.");
          if (!type.equals(typeAndValue.getObjectAt(0))) {
            continue;
          }
          require(found == null, "The subject has the attribute " + type.getId() + " twice.");
          found = ((ASN1String) typeAndValue.getObjectAt(1)).getString();
        }
      }
    } catch (RuntimeException e) {
      throw new MalformedCertificate("The subject cannot be read.", e);
    }
    return found == null ? "" : found;
  }

  private static void require(boolean holds, String otherwise) throws MalformedCertificate {
    if (!holds) {
      throw new MalformedCertificate(otherwise);
    }
  }
}
