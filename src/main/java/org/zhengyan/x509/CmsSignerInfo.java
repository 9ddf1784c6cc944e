package org.zhengyan.x509;

import static org.zhengyan.x509.CertificateFields.sequence;
import static org.zhengyan.x509.MalformedCms.require;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.jspecify.annotations.Nullable;

/** What one signer says of his signature (RFC 5652 section 5.3), and which certificate he names. */
record CmsSignerInfo(
    ASN1Primitive identifier,
    ASN1Sequence digestAlgorithm,
    ASN1TaggedObject signedAttributes,
    ASN1Sequence signatureAlgorithm,
    byte[] signature,
    byte @Nullable [] timestamp) {
  static CmsSignerInfo read(ASN1Sequence info) throws MalformedCms, IOException {
    int version = ((ASN1Integer) info.getObjectAt(0)).intValueExact();
    ASN1Primitive identifier = info.getObjectAt(1).toASN1Primitive();
    boolean byKey = identifier instanceof ASN1TaggedObject;
    require(version == (byKey ? 3 : 1), "The version of the SignerInfo does not fit.");
    if (!(info.getObjectAt(3) instanceof ASN1TaggedObject signed) || !signed.hasContextTag(0)) {
      throw new MalformedCms("Signed attributes are required.");
    }
    boolean unsignedFits =
        info.size() == 6
            || (info.size() == 7
                && info.getObjectAt(6) instanceof ASN1TaggedObject unsigned
                && unsigned.hasContextTag(1));
    require(unsignedFits, "The SignerInfo has missing or unknown fields.");
    return new CmsSignerInfo(
        identifier,
        sequence(info.getObjectAt(2)),
        signed,
        sequence(info.getObjectAt(4)),
        ((ASN1OctetString) info.getObjectAt(5)).getOctets(),
        info.size() == 7 ? CmsSignedAttributes.timestamp((ASN1TaggedObject) info.getObjectAt(6)) : null);
  }

  /** The first certificate that issuer and serial number, or the key identifier, name. */
  byte[] certificate(ASN1Set certificates) throws MalformedCms, IOException {
    for (ASN1Encodable choice : certificates) {
      if (choice.toASN1Primitive() instanceof ASN1Sequence sequence) {
        byte[] der = sequence.getEncoded();
        if (fields(der).filter(this::names).isPresent()) {
          return der;
        }
      }
    }
    throw new MalformedCms("The signer's certificate is not inside.");
  }

  static Optional<CertificateFields> fields(byte[] der) {
    try {
      return Optional.of(CertificateFields.read(der, LeafCertificate.MAX_BYTES));
    } catch (MalformedCertificate e) {
      return Optional.empty();
    }
  }

  private boolean names(CertificateFields fields) {
    try {
      if (identifier instanceof ASN1TaggedObject tagged) {
        byte[] keyIdentifier = ASN1OctetString.getInstance(tagged, false).getOctets();
        return tagged.hasContextTag(0)
            && StandardExtensions.read(fields.extensions())
                .subjectKeyIdentifier()
                .filter(id -> Arrays.equals(id, keyIdentifier))
                .isPresent();
      }
      ASN1Sequence issuerAndSerial = (ASN1Sequence) identifier;
      return issuerAndSerial.size() == 2
          && Arrays.equals(
              sequence(issuerAndSerial.getObjectAt(0)).getEncoded(), fields.issuer())
          && ((ASN1Integer) issuerAndSerial.getObjectAt(1)).hasValue(fields.serial());
    } catch (IOException | MalformedCertificate e) {
      return false;
    }
  }
}
