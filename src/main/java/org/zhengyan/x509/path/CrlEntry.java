package org.zhengyan.x509.path;

import java.math.BigInteger;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.Extension;
import org.zhengyan.x509.CertificateFields;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.MalformedDer;
import org.zhengyan.x509.StandardExtensions;
import org.zhengyan.x509.X509Time;

/**
 * An entry of a CRL (RFC 5280 section 5.3).
 *
 * @param issuer of the certificate: the CRL's, or as the last certificateIssuer says
 * @param reason the reason code; 0 when none is given
 * @param unknownCritical true when the CRL can answer for nothing
 */
record CrlEntry(
    DistinguishedName issuer, BigInteger serial, int reason, boolean unknownCritical) {

  private static final int REMOVE_FROM_CRL = 8;

  static CrlEntry read(ASN1Sequence fields, DistinguishedName issuerBefore)
      throws MalformedDer, MalformedCertificate {
    if (fields.size() != 2 && fields.size() != 3) {
      throw new MalformedDer("an entry has two or three parts");
    }
    BigInteger serial = ((ASN1Integer) fields.getObjectAt(0)).getValue();
    X509Time.read(fields.getObjectAt(1).toASN1Primitive());
    if (fields.size() == 2) {
      return new CrlEntry(issuerBefore, serial, 0, false);
    }
    Map<String, Extension> extensions =
        CertificateFields.extensions(CertificateFields.sequence(fields.getObjectAt(2)));
    int reason =
        StandardExtensions.value(
                extensions,
                Extension.reasonCode,
                value -> ((ASN1Enumerated) value).intValueExact())
            .orElse(0);
    DistinguishedName issuer =
        StandardExtensions.value(
                extensions,
                Extension.certificateIssuer,
                value -> GeneralNames.read((ASN1Sequence) value))
            .flatMap(names -> names.directoryNames().stream().findFirst())
            .orElse(issuerBefore);
    boolean unknownCritical =
        extensions.values().stream()
            .anyMatch(
                extension ->
                    extension.isCritical()
                        && !extension.getExtnId().equals(Extension.certificateIssuer)
                        && !extension.getExtnId().equals(Extension.reasonCode)
                        && !extension.getExtnId().equals(Extension.invalidityDate));
    return new CrlEntry(issuer, serial, reason, unknownCritical);
  }

  /** True for the entry of a delta that takes another entry back. */
  boolean removes() {
    return reason == REMOVE_FROM_CRL;
  }
}
