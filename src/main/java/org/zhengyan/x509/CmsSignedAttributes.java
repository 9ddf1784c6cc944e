package org.zhengyan.x509;

import static org.zhengyan.x509.CertificateFields.sequence;
import static org.zhengyan.x509.MalformedCms.require;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.Suite;

/**
 * The signed attributes of a SignerInfo (RFC 5652 sections 5.3 and 11), none of which stands twice.
 *
 * @param der as they are signed: a DER SET OF (section 5.4)
 * @param contentType the OID, as encoded
 * @param messageDigest of the content
 * @param certificateDigest which digest {@code certificateHash} was made with
 * @param certificateHash of the signer's certificate (RFC 5035)
 * @param issuerSerial what signingCertificateV2 says of the certificate besides, if anything
 */
record CmsSignedAttributes(
    byte[] der,
    ASN1ObjectIdentifier contentType,
    byte[] messageDigest,
    Suite certificateDigest,
    byte[] certificateHash,
    @Nullable ASN1Sequence issuerSerial) {
  private static final int MAX_ATTRIBUTES = 16;

  static CmsSignedAttributes read(ASN1TaggedObject tagged) throws MalformedCms, IOException {
    ASN1Set attributes = ASN1Set.getInstance(tagged, false);
    require(attributes.size() <= MAX_ATTRIBUTES, "There are too many signed attributes.");
    byte[] asWritten = tagged.getEncoded(ASN1Encoding.DER);
    asWritten[0] = 0x31;
    byte[] der = new DERSet(attributes.toArray()).getEncoded(ASN1Encoding.DER);
    require(Arrays.equals(asWritten, der), "The signed attributes are not in the order of DER.");

    Map<ASN1ObjectIdentifier, ASN1Set> values = new HashMap<>();
    for (ASN1Encodable element : attributes) {
      ASN1Sequence attribute = sequence(element);
      require(attribute.size() == 2, "A signed attribute cannot be read.");
      ASN1Set before =
          values.put(
              (ASN1ObjectIdentifier) attribute.getObjectAt(0),
              (ASN1Set) attribute.getObjectAt(1));
      require(before == null, "A signed attribute stands twice.");
    }
    ASN1Primitive contentType =
        only(values, PKCSObjectIdentifiers.pkcs_9_at_contentType, "contentType");
    ASN1Primitive digest =
        only(values, PKCSObjectIdentifiers.pkcs_9_at_messageDigest, "messageDigest");
    ASN1Sequence signingCertificate =
        sequence(
            only(
                values,
                PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                "signingCertificateV2"));
    return withCertificate(
        der,
        (ASN1ObjectIdentifier) contentType,
        ((ASN1OctetString) digest).getOctets(),
        sequence(sequence(signingCertificate.getObjectAt(0)).getObjectAt(0)));
  }

  /** {@code ESSCertIDv2}, the first of the list, which is the signer's (RFC 5035 section 3). */
  private static CmsSignedAttributes withCertificate(
      byte[] der, ASN1ObjectIdentifier contentType, byte[] messageDigest, ASN1Sequence certificateId)
      throws MalformedCms {
    int at = 0;
    Suite digest = Suite.P256;
    if (certificateId.getObjectAt(0) instanceof ASN1Sequence algorithm) {
      digest =
          CmsAlgorithms.suiteOfDigest(algorithm)
              .orElseThrow(
                  () ->
                      new MalformedCms(
                          "signingCertificateV2 must use SHA-256 or SM3, and nothing else."));
      at++;
    }
    byte[] hash = ((ASN1OctetString) certificateId.getObjectAt(at++)).getOctets();
    ASN1Sequence issuerSerial =
        at < certificateId.size() ? sequence(certificateId.getObjectAt(at++)) : null;
    require(at == certificateId.size(), "signingCertificateV2 cannot be read.");
    return new CmsSignedAttributes(der, contentType, messageDigest, digest, hash, issuerSerial);
  }

  /** Whether the attribute names this certificate. */
  boolean name(byte[] certificate, CertificateFields fields) {
    return Arrays.equals(CmsAlgorithms.digest(certificateDigest, certificate), certificateHash)
        && (issuerSerial == null || names(issuerSerial, fields));
  }

  /** {@code IssuerSerial} of RFC 5035: GeneralNames with the one directoryName, and the number. */
  private static boolean names(ASN1Sequence issuerSerial, CertificateFields fields) {
    try {
      ASN1Sequence names = sequence(issuerSerial.getObjectAt(0));
      ASN1TaggedObject name = (ASN1TaggedObject) names.getObjectAt(0).toASN1Primitive();
      return issuerSerial.size() == 2
          && names.size() == 1
          && name.hasContextTag(4)
          && Arrays.equals(name.getExplicitBaseObject().getEncoded(), fields.issuer())
          && ((ASN1Integer) issuerSerial.getObjectAt(1)).hasValue(fields.serial());
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** The token of the one id-aa-timeStampToken (RFC 3161 appendix A); null when there is not one. */
  static byte @Nullable [] timestamp(ASN1TaggedObject unsigned) throws IOException {
    byte[] found = null;
    for (ASN1Encodable element : ASN1Set.getInstance(unsigned, false)) {
      if (element.toASN1Primitive() instanceof ASN1Sequence attribute
          && attribute.size() == 2
          && PKCSObjectIdentifiers.id_aa_signatureTimeStampToken.equals(attribute.getObjectAt(0))
          && attribute.getObjectAt(1).toASN1Primitive() instanceof ASN1Set values) {
        if (found != null || values.size() != 1) {
          return null;
        }
        found = values.getObjectAt(0).toASN1Primitive().getEncoded(ASN1Encoding.DER);
      }
    }
    return found;
  }

  private static ASN1Primitive only(
      Map<ASN1ObjectIdentifier, ASN1Set> values, ASN1ObjectIdentifier type, String name)
      throws MalformedCms {
    ASN1Set found = values.get(type);
    if (found == null) {
      throw new MalformedCms("The signed attribute " + name + " is missing.");
    }
    require(found.size() == 1, "The signed attribute " + name + " does not have one value.");
    return found.getObjectAt(0).toASN1Primitive();
  }
}
