package org.zhengyan.status.revocation;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import org.zhengyan.certificate.IssuedCertificate;

/** The fingerprint by which texts and digests name a certificate: SHA-256 over its DER. */
final class CertificateSha256 {
  private CertificateSha256() {}

  static byte[] of(IssuedCertificate certificate) {
    return of(Objects.requireNonNull(certificate.der(), "a reserved serial has no certificate"));
  }

  static byte[] of(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
