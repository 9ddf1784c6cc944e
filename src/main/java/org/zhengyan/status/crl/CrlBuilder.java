package org.zhengyan.status.crl;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.keys.KeyEntry;
import org.zhengyan.x509.DerWriter;

/**
 * Writes one CRL (RFC 5280 section 5.1), entry after entry, and has it signed by its CA.
 *
 * <p>Version 2 with authorityKeyIdentifier, cRLNumber, and a critical issuingDistributionPoint that
 * names the shard's URL, for user certificates only. Entries say their reason unless it is {@code
 * unspecified} (section 5.3.1), and the invalidity date where one is known. Nothing is held but the
 * encoded octets, some 40 for an entry, and while signing a second copy of them.
 */
final class CrlBuilder {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int ENUMERATED = 0x0a;
  private static final int URI = 0x86;
  private static final byte[] TRUE = {0x01, 0x01, (byte) 0xff};
  private static final byte[] INVALIDITY_DATE = oid(Extension.invalidityDate);
  private static final Map<RevocationReason, byte[]> REASONS = reasons();

  private final KeyEntry ca;
  private final DerWriter writer = new DerWriter(4_096);
  private final int afterEntries;
  private int entries;

  /**
   * @param url that the certificates of the shard name as their distribution point
   */
  CrlBuilder(KeyEntry ca, String url, long number) {
    this.ca = ca;
    byte[] point = url.getBytes(StandardCharsets.US_ASCII);
    // From the end: onlyContainsUserCerts [1], then distributionPoint [0] { fullName [0] { uri } }.
    writer.element(0x81, (byte) 0xff);
    int afterPoint = writer.size();
    writer.element(URI, point).wrap(0xa0, afterPoint).wrap(0xa0, afterPoint);
    writer.wrap(SEQUENCE, 0).wrap(OCTET_STRING, 0);
    writer.prepend(TRUE).prepend(oid(Extension.issuingDistributionPoint)).wrap(SEQUENCE, 0);
    int before = writer.size();
    writer
        .element(INTEGER, BigInteger.valueOf(number).toByteArray())
        .wrap(OCTET_STRING, before)
        .prepend(oid(Extension.cRLNumber))
        .wrap(SEQUENCE, before);
    writer.prepend(authorityKeyIdentifier(ca.chain().getFirst()));
    writer.wrap(SEQUENCE, 0).wrap(0xa0, 0);
    afterEntries = writer.size();
  }

  /** Adds an entry; the order of entries has no meaning. */
  void add(
      BigInteger serial,
      @Nullable RevocationReason reason,
      Instant revokedAt,
      @Nullable Instant invalidityDate) {
    int before = writer.size();
    if (invalidityDate != null) {
      writer
          .generalizedTime(invalidityDate)
          .wrap(OCTET_STRING, before)
          .prepend(INVALIDITY_DATE)
          .wrap(SEQUENCE, before);
    }
    byte[] said = reason == null ? null : REASONS.get(reason);
    if (said != null) {
      writer.prepend(said);
    }
    if (writer.size() > before) {
      writer.wrap(SEQUENCE, before);
    }
    writer.time(revokedAt).element(INTEGER, serial.toByteArray()).wrap(SEQUENCE, before);
    entries++;
  }

  /** Ends the list, signs it, and returns the CertificateList. */
  byte[] sign(Instant thisUpdate, Instant nextUpdate) {
    if (entries > 0) {
      writer.wrap(SEQUENCE, afterEntries);
    }
    byte[] algorithm = encoded(ca.signer().signatureAlgorithm());
    byte[] tbs =
        writer
            .time(nextUpdate)
            .time(thisUpdate)
            .prepend(encoded(ca.certificate().getSubject()))
            .prepend(algorithm)
            .element(INTEGER, (byte) 1)
            .wrap(SEQUENCE, 0)
            .toByteArray();
    byte[] signature = ca.signer().sign(tbs);
    return new DerWriter(tbs.length + 256)
        .prepend(signature)
        .prepend(new byte[] {0})
        .wrap(BIT_STRING, 0)
        .prepend(algorithm)
        .prepend(tbs)
        .wrap(SEQUENCE, 0)
        .toByteArray();
  }

  private static byte[] authorityKeyIdentifier(X509CertificateHolder ca) {
    SubjectKeyIdentifier identifier = SubjectKeyIdentifier.fromExtensions(ca.getExtensions());
    if (identifier == null) {
      throw new IllegalStateException("the certificate of a CA has no subjectKeyIdentifier");
    }
    byte[] value = encoded(new AuthorityKeyIdentifier(identifier.getKeyIdentifier()));
    return new DerWriter(64)
        .element(OCTET_STRING, value)
        .prepend(oid(Extension.authorityKeyIdentifier))
        .wrap(SEQUENCE, 0)
        .toByteArray();
  }

  private static Map<RevocationReason, byte[]> reasons() {
    Map<RevocationReason, byte[]> encoded = new EnumMap<>(RevocationReason.class);
    for (RevocationReason reason : RevocationReason.values()) {
      if (reason != RevocationReason.UNSPECIFIED) {
        encoded.put(
            reason,
            new DerWriter(16)
                .element(ENUMERATED, (byte) reason.number())
                .wrap(OCTET_STRING, 0)
                .prepend(oid(Extension.reasonCode))
                .wrap(SEQUENCE, 0)
                .toByteArray());
      }
    }
    return encoded;
  }

  private static byte[] oid(ASN1ObjectIdentifier oid) {
    return encoded(oid);
  }

  private static byte[] encoded(ASN1Object object) {
    try {
      return object.getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("a value of ours cannot be encoded", e);
    }
  }
}
