package org.zhengyan.x509.issuing;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.cert.X509CertificateHolder;
import org.zhengyan.keys.Signer;
import org.zhengyan.keys.VerificationKey;
import org.zhengyan.x509.CertificateFields;
import org.zhengyan.x509.LeafCertificate;
import org.zhengyan.x509.MalformedCertificate;

/**
 * Bytes that passed the lint and may be signed once.
 *
 * <p>There is no other way to a signed certificate. The token is spent by the first attempt,
 * whatever becomes of it: after an error there may be a signature somewhere, so a new try takes a
 * new serial number.
 */
public final class LintedCertificate {
  private final byte[] tbs;
  private final X509CertificateHolder issuer;
  private final AtomicBoolean spent = new AtomicBoolean();

  LintedCertificate(byte[] tbs, X509CertificateHolder issuer) {
    this.tbs = tbs;
    this.issuer = issuer;
  }

  /** SHA-256 of what will be signed: what the written intent names. */
  public byte[] tbsDigest() {
    return Sha256.digest(tbs);
  }

  /**
   * Signs, reads the result back, and returns its DER only if exactly the linted bytes stand in it
   * under a signature that verifies with the issuer's public key.
   *
   * @throws IllegalArgumentException when the signer is not the issuer's
   * @throws IllegalStateException at a second attempt, or when the result is not what was linted
   * @throws org.zhengyan.keys.KeyUnavailable when the signer cannot sign now
   */
  public byte[] sign(Signer signer) {
    if (!spent.compareAndSet(false, true)) {
      throw new IllegalStateException("what was linted is signed once");
    }
    if (!signer.publicKey().equals(issuer.getSubjectPublicKeyInfo())) {
      throw new IllegalArgumentException("the signer is not the issuer that the lint saw");
    }
    byte[] certificate = assemble(signer);
    requireLintedBytes(certificate);
    return certificate;
  }

  private byte[] assemble(Signer signer) {
    try {
      ASN1Primitive signed = ASN1Primitive.fromByteArray(tbs);
      DERBitString signature = new DERBitString(signer.sign(tbs.clone()));
      return new DERSequence(new ASN1Encodable[] {signed, signer.signatureAlgorithm(), signature})
          .getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("the certificate cannot be put together", e);
    }
  }

  private void requireLintedBytes(byte[] certificate) {
    VerificationKey issuerKey = TbsCertificate.key(issuer);
    try {
      CertificateFields fields = CertificateFields.read(certificate, LeafCertificate.MAX_BYTES);
      if (!Arrays.equals(fields.tbs(), tbs)
          || !fields.signatureAlgorithm().equals(issuerKey.suite().signatureAlgorithm())
          || !issuerKey.verify(fields.tbs(), fields.signature())) {
        throw new IllegalStateException("the signed certificate is not the linted one");
      }
    } catch (MalformedCertificate e) {
      throw new IllegalStateException("the signed certificate cannot be read back", e);
    }
  }
}
