package org.zhengyan.certificate;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/** Holds a signed certificate against its reservation: the same serial, the same bytes to be signed. */
final class ReservedCertificate {
  private ReservedCertificate() {}

  static void require(SerialNumber serial, byte[] der, byte @Nullable [] tbsDigest) {
    if (tbsDigest == null) {
      throw new IllegalStateException("the serial was never reserved");
    }
    try {
      X509CertificateHolder certificate = new X509CertificateHolder(der);
      byte[] tbs = certificate.toASN1Structure().getTBSCertificate().getEncoded();
      if (!certificate.getSerialNumber().equals(serial.value())
          || !MessageDigest.isEqual(MessageDigest.getInstance("SHA-256").digest(tbs), tbsDigest)) {
        throw new IllegalStateException("the certificate is not the one that was reserved");
      }
    } catch (IOException e) {
      throw new IllegalStateException("the certificate cannot be read", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
