package org.zhengyan.document.ses;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.document.ses.SealProperty.Certificates;
import org.zhengyan.keys.VerificationKey;
import org.zhengyan.x509.CertificateFields;

/** Seals in OFD files that another program made. */
class SealSampleTest {

  @ParameterizedTest
  @ValueSource(strings = {"SESV4SignDoc.ofd", "allprotected.ofd", "v4signed.ofd"})
  void readsSealsOfOthers(String file) throws Exception {
    SealSignature signature = SealSignature.read(signedValue(file));

    VerificationKey maker = key(signature.seal().makerCertificate());
    VerificationKey signer = key(signature.certificate());
    assertThat(signature.seal().signedBy(maker)).isTrue();
    assertThat(signature.signedBy(signer)).isTrue();
    assertThat(signature.signedBy(maker)).isFalse();
    assertThat(signature.toSign().dataHash()).hasSize(32);
    assertThat(signature.toSign().propertyInfo()).isEqualTo("/Doc_0/Signs/Sign_0/Signature.xml");
    assertThat(signature.seal().info().property().signers())
        .isInstanceOfSatisfying(
            Certificates.class,
            list -> assertThat(list.certificates()).contains(signature.certificate()));
    assertThat(Seal.read(signature.seal().der())).isEqualTo(signature.seal());
  }

  static VerificationKey key(byte[] certificate) throws Exception {
    return VerificationKey.of(CertificateFields.read(certificate, 64 * 1024).publicKey());
  }

  static byte[] signedValue(String file) throws IOException {
    try (InputStream in = SealSampleTest.class.getResourceAsStream("/document/ofd/" + file);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
        if (entry.getName().endsWith("SignedValue.dat")) {
          return zip.readAllBytes();
        }
      }
    }
    throw new AssertionError(file + " has no SignedValue.dat");
  }
}
