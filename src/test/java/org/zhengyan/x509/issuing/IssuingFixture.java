package org.zhengyan.x509.issuing;

import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.zhengyan.keys.KeyEntry;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Suite;
import org.zhengyan.keys.VerificationKey;

/** A template that is right in everything, from the development CAs, and holders' keys. */
final class IssuingFixture {
  static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
  static final KeyVault VAULT =
      KeyVault.ofDirectory(Path.of("keys-dev"), "zhengyan-dev".toCharArray());
  static final CertificateProfile PROFILE = CertificateProfile.load("organ-signing");
  static final BigInteger SERIAL = new BigInteger("5f1e2d3c4b5a69788796a5b4c3d2e1f1", 16);
  static final String NAME = "示范市教育局";
  static final String USCC = "11320100MB0000001X";

  private IssuingFixture() {}

  static KeyEntry ca(Suite suite) {
    return VAULT.load("ca-organ-" + suite.wire());
  }

  static CertificateUrls urls(Suite suite) {
    return new CertificateUrls(URI.create("http://localhost:8080"), "organ-" + suite.wire(), 16);
  }

  static CertificateTemplate template(Suite suite) throws Exception {
    return template(suite, key(keyPair(suite)), NAME);
  }

  static CertificateTemplate template(Suite suite, VerificationKey key, String name) {
    Instant notBefore = Instant.parse("2026-03-01T00:00:00Z");
    return new CertificateTemplate(
        PROFILE,
        name,
        USCC,
        key,
        SERIAL,
        notBefore,
        PROFILE.lastSecond(notBefore),
        ca(suite).certificate(),
        urls(suite));
  }

  static KeyPair keyPair(Suite suite) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PROVIDER);
    generator.initialize(
        new ECGenParameterSpec(suite == Suite.SM2 ? "sm2p256v1" : "secp256r1"), new SecureRandom());
    return generator.generateKeyPair();
  }

  static VerificationKey key(KeyPair pair) throws Exception {
    return VerificationKey.of(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
  }
}
