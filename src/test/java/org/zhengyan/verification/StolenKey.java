package org.zhengyan.verification;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.x509.Certificate;
import org.zhengyan.TestHolder;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.TestPki;

/** A key of the service in development, as somebody would have it who stole it. */
final class StolenKey {
  private StolenKey() {}

  static TestPki.Entity of(String name) {
    char[] password = "zhengyan-dev".toCharArray();
    Path directory = Path.of("keys-dev");
    try (InputStream file = Files.newInputStream(directory.resolve(name + ".p12"))) {
      KeyStore keys = KeyStore.getInstance("PKCS12", TestHolder.BC);
      keys.load(file, password);
      PrivateKey key = (PrivateKey) keys.getKey(name, password);
      String chain = Files.readString(directory.resolve(name + ".crt"));
      byte[] der = TestHolder.der(chain.substring(chain.indexOf("-----BEGIN"), chain.indexOf("-----END")));
      Certificate certificate = Certificate.getInstance(der);
      PublicKey publicKey =
          KeyFactory.getInstance("EC", TestHolder.BC)
              .generatePublic(
                  new X509EncodedKeySpec(certificate.getSubjectPublicKeyInfo().getEncoded()));
      return new TestPki.Entity(
          name.endsWith("sm2") ? Suite.SM2 : Suite.P256, certificate.getSubject(), new KeyPair(publicKey, key), der);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
