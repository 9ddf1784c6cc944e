package org.zhengyan.x509;

import java.time.Instant;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.VerificationKey;

/**
 * One of our own issuing CAs as a verifier knows it: a name, a key identifier, a key that is kept.
 *
 * <p>Made from our own store only. That the root stands behind it is checked when the store is
 * loaded, not again for each certificate.
 */
public final class IssuingCa {
  private static final int MAX_BYTES = 16 * 1024;

  private final String name;
  private final byte[] subjectName;
  private final byte[] keyIdentifier;
  private final AlgorithmIdentifier signatureAlgorithm;
  private final Instant notBefore;
  private final Instant notAfter;
  private final VerificationKey key;

  private IssuingCa(String name, CertificateFields fields, byte[] keyIdentifier, VerificationKey key) {
    this.name = name;
    this.subjectName = fields.subject();
    this.keyIdentifier = keyIdentifier;
    this.signatureAlgorithm = key.suite().signatureAlgorithm();
    this.notBefore = fields.notBefore();
    this.notAfter = fields.notAfter();
    this.key = key;
  }

  /**
   * Reads a CA certificate: version 3, basicConstraints with cA, keyUsage with keyCertSign,
   * subjectKeyIdentifier, a key of one of our suites.
   *
   * @param name such as {@code organ-sm2}: what {@link EvidenceChain.Assessment} names
   */
  public static IssuingCa of(String name, byte[] der) throws MalformedCertificate {
    CertificateFields fields = CertificateFields.read(der, MAX_BYTES);
    StandardExtensions extensions = StandardExtensions.read(fields.extensions());
    boolean ca =
        extensions.basicConstraints().map(StandardExtensions.BasicConstraints::ca).orElse(false);
    boolean signs =
        extensions.keyUsage().map(usage -> usage.hasUsages(KeyUsage.keyCertSign)).orElse(false);
    if (fields.version() != 3 || !ca || !signs) {
      throw new MalformedCertificate("The certificate of " + name + " is not that of an issuing CA.");
    }
    byte[] keyIdentifier =
        extensions
            .subjectKeyIdentifier()
            .orElseThrow(
                () -> new MalformedCertificate("The CA " + name + " has no subjectKeyIdentifier."));
    try {
      return new IssuingCa(name, fields, keyIdentifier, VerificationKey.of(fields.publicKey()));
    } catch (InvalidKey e) {
      throw new MalformedCertificate("The key of the CA " + name + " is refused.", e);
    }
  }

  public String name() {
    return name;
  }

  /** Whether the leaf names this CA: by issuer name, octet by octet, and authorityKeyIdentifier. */
  boolean named(LeafCertificate leaf) {
    return Arrays.equals(leaf.issuerName(), subjectName)
        && leaf.authorityKeyIdentifier().filter(id -> Arrays.equals(id, keyIdentifier)).isPresent();
  }

  /** Whether this CA's key signed the leaf. */
  boolean signed(LeafCertificate leaf) {
    return signatureAlgorithm.equals(leaf.signatureAlgorithm())
        && key.verify(leaf.tbs(), leaf.signature());
  }

  boolean validAt(Instant now) {
    return !now.isBefore(notBefore) && !now.isAfter(notAfter);
  }

  @Override
  public String toString() {
    return name;
  }
}
