package org.zhengyan.x509.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zhengyan.keys.KeyUnavailable;
import org.zhengyan.keys.Signer;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.LeafCertificate;

class LintedCertificateTest {
  private Signer right;
  private TbsCertificate tbs;
  private LintedCertificate linted;

  @BeforeEach
  void lint() throws Exception {
    right = IssuingFixture.ca(Suite.P256).signer();
    tbs = TbsCertificate.build(IssuingFixture.template(Suite.P256));
    linted = CertificateLint.lint(tbs);
  }

  @ParameterizedTest
  @EnumSource(Suite.class)
  void signsWhatWasLinted(Suite suite) throws Exception {
    CertificateTemplate template = IssuingFixture.template(suite);
    byte[] der =
        CertificateLint.lint(TbsCertificate.build(template))
            .sign(IssuingFixture.ca(suite).signer());

    LeafCertificate leaf = LeafCertificate.ofDer(der);
    assertThat(leaf.serial()).isEqualTo(template.serial());
    assertThat(leaf.organizationIdentifier()).isEqualTo(IssuingFixture.USCC);
    assertThat(leaf.commonName()).isEqualTo(IssuingFixture.NAME);
    assertThat(leaf.notBefore()).isEqualTo(template.notBefore());
    assertThat(leaf.notAfter()).isEqualTo(template.notAfter());
    assertThat(leaf.key()).isEqualTo(template.publicKey());
    assertThat(leaf.certificateAuthority()).isFalse();
  }

  @Test
  void signsOnce() {
    linted.sign(right);
    assertThatThrownBy(() -> linted.sign(right)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void isSpentByAnAttemptThatFailed() {
    Signer failing =
        new Tampering(right) {
          @Override
          public byte[] sign(byte[] message) {
            throw new KeyUnavailable("the token was pulled out");
          }
        };
    assertThatThrownBy(() -> linted.sign(failing)).isInstanceOf(KeyUnavailable.class);
    assertThatThrownBy(() -> linted.sign(right)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesTheSignerOfAnotherCa() {
    Signer other = IssuingFixture.VAULT.load("ca-institution-p256").signer();
    assertThatThrownBy(() -> linted.sign(other)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesASignatureOverOtherBytes() {
    Signer other =
        new Tampering(right) {
          @Override
          public byte[] sign(byte[] message) {
            byte[] changed = message.clone();
            changed[changed.length - 1] ^= 1;
            return super.sign(changed);
          }
        };
    assertThatThrownBy(() -> linted.sign(other)).hasMessageContaining("not the linted one");
  }

  @Test
  void keepsItsBytesFromASignerThatWritesIntoThem() {
    Signer writing =
        new Tampering(right) {
          @Override
          public byte[] sign(byte[] message) {
            byte[] signature = super.sign(message);
            message[message.length - 1] ^= 1;
            return signature;
          }
        };
    byte[] der = linted.sign(writing);
    assertThat(indexOf(der, tbs.der())).isPositive();
  }

  @Test
  void refusesAnotherAlgorithmBesideTheSignature() {
    Signer other =
        new Tampering(right) {
          @Override
          public AlgorithmIdentifier signatureAlgorithm() {
            return Suite.SM2.signatureAlgorithm();
          }
        };
    assertThatThrownBy(() -> linted.sign(other)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void namesTheDigestOfExactlyTheBytesToBeSigned() {
    assertThat(linted.tbsDigest()).isEqualTo(Sha256.digest(tbs.der()));
  }

  /** A signer with the right key that does something wrong. */
  private static class Tampering implements Signer {
    private final Signer right;

    Tampering(Signer right) {
      this.right = right;
    }

    @Override
    public Suite suite() {
      return right.suite();
    }

    @Override
    public SubjectPublicKeyInfo publicKey() {
      return right.publicKey();
    }

    @Override
    public AlgorithmIdentifier signatureAlgorithm() {
      return right.signatureAlgorithm();
    }

    @Override
    public byte[] sign(byte[] message) {
      return right.sign(message);
    }
  }

  private static int indexOf(byte[] whole, byte[] part) {
    for (int i = 0; i + part.length <= whole.length; i++) {
      if (java.util.Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }
}
