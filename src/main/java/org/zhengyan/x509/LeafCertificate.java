package org.zhengyan.x509;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.zhengyan.keys.VerificationKey;

/**
 * An end-entity certificate as somebody brought it, read strictly and once.
 *
 * <p>Guaranteed of every instance: the bytes are DER and at most {@value #MAX_BYTES}; version 3; a
 * positive serial number of at most 20 octets; the signature algorithm stated twice alike; a validity
 * that does not end before it begins; no extension twice, and none that is critical and unknown here;
 * a key of one of our suites. RFC 5280 section 4.1 and 4.2.
 *
 * <p>Reading says nothing about trust: the signature is not verified here, see {@link EvidenceChain}.
 * Immutable and safe to share; arrays that are handed out are copies.
 */
public final class LeafCertificate {

  /** No certificate of the profiles we meet comes near it. */
  public static final int MAX_BYTES = 12 * 1024;

  /** What a text may have: {@link #MAX_BYTES} in base64 with its lines and labels. */
  public static final int MAX_PEM_CHARS = 16 * 1024;

  private final byte[] der;
  private final byte[] sha256;
  private final LeafFields fields;

  LeafCertificate(byte[] der, byte[] sha256, LeafFields fields) {
    this.der = der;
    this.sha256 = sha256;
    this.fields = fields;
  }

  /**
   * Reads the one {@code CERTIFICATE} block that the text consists of (RFC 7468).
   *
   * @throws MalformedCertificate with a sentence for whoever sent it
   */
  public static LeafCertificate ofPem(String pem) throws MalformedCertificate {
    return ofDer(CertificatePem.decode(pem));
  }

  /**
   * Reads one certificate in DER that fills the array; the array is copied.
   *
   * @throws MalformedCertificate with a sentence for whoever sent it
   */
  public static LeafCertificate ofDer(byte[] der) throws MalformedCertificate {
    byte[] own = der.clone();
    return new LeafCertificate(own, sha256(own), LeafFields.read(own));
  }

  /** The exact bytes. */
  public byte[] der() {
    return der.clone();
  }

  /** SHA-256 of {@link #der()}. */
  public byte[] sha256() {
    return sha256.clone();
  }

  public BigInteger serial() {
    return fields.certificate().serial();
  }

  /** The issuer's name as it was encoded. */
  public byte[] issuerName() {
    return fields.certificate().issuer().clone();
  }

  /** The subject's name as it was encoded. */
  public byte[] subjectName() {
    return fields.certificate().subject().clone();
  }

  /** The USCC that the subject carries (2.5.4.97); empty when there is none. */
  public String organizationIdentifier() {
    return fields.organizationIdentifier();
  }

  /** The subject's common name; empty when there is none. */
  public String commonName() {
    return fields.commonName();
  }

  public Instant notBefore() {
    return fields.certificate().notBefore();
  }

  /** The last instant of validity, itself included (RFC 5280 section 4.1.2.5). */
  public Instant notAfter() {
    return fields.certificate().notAfter();
  }

  public VerificationKey key() {
    return fields.key();
  }

  /** Whether an issuer says the same in both: all is alike but, perhaps, its signature. */
  public boolean sameContent(LeafCertificate other) {
    return Arrays.equals(tbs(), other.tbs());
  }

  /** True when basicConstraints say that it is a CA. */
  public boolean certificateAuthority() {
    return fields
        .extensions()
        .basicConstraints()
        .map(StandardExtensions.BasicConstraints::ca)
        .orElse(false);
  }

  /** The key usages, empty when the extension is absent. */
  public Optional<KeyUsage> keyUsage() {
    return fields.extensions().keyUsage();
  }

  /** The OIDs of extendedKeyUsage, empty when the extension is absent. */
  public Optional<Set<String>> extendedKeyUsage() {
    return fields.extensions().extendedKeyUsage();
  }

  /** The keyIdentifier of authorityKeyIdentifier, empty when there is none. */
  public Optional<byte[]> authorityKeyIdentifier() {
    return fields.extensions().issuerKeyIdentifier().map(byte[]::clone);
  }

  AlgorithmIdentifier signatureAlgorithm() {
    return fields.certificate().signatureAlgorithm();
  }

  /** The bytes that its issuer signed. */
  byte[] tbs() {
    return fields.certificate().tbs();
  }

  byte[] signature() {
    return fields.certificate().signature();
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
