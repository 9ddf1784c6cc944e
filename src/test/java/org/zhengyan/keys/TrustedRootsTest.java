package org.zhengyan.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody might put where a certificate of a receipt or checkpoint key belongs. */
class TrustedRootsTest {
  private static final Path DIRECTORY = Path.of("keys-dev");
  private static final String TITLE = "CN=Somebody Receipts (P-256)";
  private static final Instant NOW = Instant.now();

  /** A certificate in the making, right in every way until a test breaks it. */
  private static final class Draft {
    String subject = TITLE;
    Instant notBefore = NOW.minus(Duration.ofDays(2));
    Instant notAfter = NOW.plus(Duration.ofDays(2));
    int usage = KeyUsage.digitalSignature;
    boolean ca;
    boolean unknownCritical;
    String signer = "offline/root-p256";
    String issuer = "root-p256";

    X509CertificateHolder issue() throws Exception {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              certificate(issuer).getSubject(),
              BigInteger.valueOf(NOW.toEpochMilli()),
              Date.from(notBefore),
              Date.from(notAfter),
              new X500Name(subject),
              SubjectPublicKeyInfo.getInstance(key().getPublic().getEncoded()));
      if (usage != 0) {
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      }
      if (ca) {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      }
      if (unknownCritical) {
        builder.addExtension(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE);
      }
      return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(privateKey(signer)));
    }
  }

  private final TrustedRoots roots = trusted("root-p256", "root-sm2");

  @ParameterizedTest
  @CsvSource({
    "receipt-p256", "receipt-sm2", "checkpoint-p256", "checkpoint-sm2"
  })
  void takesTheKeysOfTheCeremony(String name) throws Exception {
    X509CertificateHolder certificate = certificate(name);
    assertThat(roots.certified(certificate, name, NOW, NOW).publicKey())
        .isEqualTo(certificate.getSubjectPublicKeyInfo());
    assertThat(roots.development()).isTrue();
  }

  @Test
  void takesWhatARootCertifiesForThePurpose() throws Exception {
    assertThat(roots.certified(new Draft().issue(), "receipt-p256", NOW, NOW)).isNotNull();
  }

  /** Another purpose, a CA, a body's chain: each is certified by somebody for something. */
  @ParameterizedTest
  @CsvSource({
    "checkpoint-p256, receipt-p256",
    "receipt-p256, checkpoint-p256",
    "receipt-sm2, receipt-p256",
    "receipt-p256, receipt-sm2",
    "root-p256, receipt-p256",
    "ca-organ-p256, receipt-p256",
    "ocsp-organ-p256, receipt-p256",
    "token-p256, receipt-p256"
  })
  void takesNoKeyOfAnotherPurpose(String name, String purpose) throws Exception {
    refused(certificate(name), purpose, NOW, NOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=Receipts (P-256)", "CN=Somebody receipts (P-256)", "CN=Somebody Receipts (P-256) ",
        "O=Somebody Receipts (P-256)",
        "CN=Somebody Receipts (P-256),CN=Somebody Receipts (P-256)", "CN=Somebody Receipts (SM2)", ""
      })
  void readsThePurposeFromTheOneName(String subject) throws Exception {
    Draft draft = new Draft();
    draft.subject = subject.endsWith(" ") ? "CN=Somebody Receipts (P-256)\\ " : subject;
    refused(draft.issue(), "receipt-p256", NOW, NOW);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, KeyUsage.keyCertSign, KeyUsage.digitalSignature | KeyUsage.keyCertSign, KeyUsage.keyAgreement})
  void takesNoKeyThatIsForSomethingElse(int usage) throws Exception {
    Draft draft = new Draft();
    draft.usage = usage;
    refused(draft.issue(), "receipt-p256", NOW, NOW);
  }

  @Test
  void takesNoCa() throws Exception {
    Draft draft = new Draft();
    draft.ca = true;
    refused(draft.issue(), "receipt-p256", NOW, NOW);
  }

  @Test
  void takesNothingThatItDoesNotUnderstand() throws Exception {
    Draft draft = new Draft();
    draft.unknownCritical = true;
    refused(draft.issue(), "receipt-p256", NOW, NOW);
  }

  /** The issuing CA of bodies is certified by the root, and could sign whatever it is asked for. */
  @Test
  void takesNothingFromACaBelowTheRoot() throws Exception {
    Draft draft = new Draft();
    draft.signer = "ca-organ-p256";
    draft.issuer = "ca-organ-p256";
    refused(draft.issue(), "receipt-p256", NOW, NOW);
    draft.issuer = "root-p256";
    refused(draft.issue(), "receipt-p256", NOW, NOW);
  }

  @Test
  void takesARootByItsKeyNotByItsName() throws Exception {
    Draft draft = new Draft();
    draft.signer = "receipt-p256";
    refused(draft.issue(), "receipt-p256", NOW, NOW);
    assertThatThrownBy(() -> trusted("root-sm2").certified(new Draft().issue(), "receipt-p256", NOW, NOW))
        .isInstanceOf(InvalidKey.class);
  }

  @Test
  void looksAtTheTimeThatIsAskedFor() throws Exception {
    Draft draft = new Draft();
    draft.notAfter = NOW.minus(Duration.ofDays(1));
    X509CertificateHolder over = draft.issue();
    refused(over, "receipt-p256", NOW, NOW);
    Instant then = NOW.minus(Duration.ofHours(36));
    assertThat(roots.certified(over, "receipt-p256", then, then)).isNotNull();
    assertThat(roots.certified(over, "receipt-p256", then, NOW)).as("it was valid in between").isNotNull();
    refused(over, "receipt-p256", NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(8)));
  }

  @Test
  void readsRootsAlone() {
    // The first holds a key's certificate before its root.
    for (String name : List.of("receipt-p256.crt", "DEVELOPMENT-KEYS", "regenerate.sh", "offline/root-p256.p12")) {
      assertThatThrownBy(() -> TrustedRoots.read(List.of(DIRECTORY.resolve(name)))).isInstanceOf(InvalidKey.class);
    }
  }

  /** Anything may stand where certificates belong: nothing but the one failure comes out. */
  @Test
  void readsHostilePemWithOneFailure() throws Exception {
    byte[] der = certificate("receipt-p256").getEncoded();
    for (int i = 0; i < der.length; i++) {
      for (int value : new int[] {0, 0xff, 0x80, 0x30, der[i] ^ 1}) {
        byte[] other = der.clone();
        other[i] = (byte) value;
        if (other[i] == der[i]) {
          continue;
        }
        try {
          X509CertificateHolder read = TrustedRoots.certificates(Pem.encode("CERTIFICATE", other)).getFirst();
          roots.certified(read, "receipt-p256", NOW, NOW);
          throw new AssertionError("octet " + i + " may be " + value);
        } catch (InvalidKey expected) {
          assertThat(expected.getMessage()).isNotBlank();
        }
      }
    }
    for (String text : List.of("", "x", "-----BEGIN CERTIFICATE-----", Pem.encode("PRIVATE KEY", der))) {
      assertThatThrownBy(() -> TrustedRoots.certificates(text)).isInstanceOf(InvalidKey.class);
    }
  }

  private void refused(X509CertificateHolder certificate, String name, Instant from, Instant to) {
    assertThatThrownBy(() -> roots.certified(certificate, name, from, to)).isInstanceOf(InvalidKey.class);
  }

  private static TrustedRoots trusted(String... names) {
    try {
      return TrustedRoots.read(java.util.Arrays.stream(names).map(name -> DIRECTORY.resolve(name + ".crt")).toList());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509CertificateHolder certificate(String name) {
    return CertificateFiles.read(CertificateFiles.file(DIRECTORY, name)).getFirst();
  }

  private static PrivateKey privateKey(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    char[] password = "zhengyan-dev".toCharArray();
    try (InputStream in = Files.newInputStream(DIRECTORY.resolve(name + ".p12"))) {
      store.load(in, password);
    }
    return (PrivateKey) store.getKey(store.aliases().nextElement(), password);
  }

  private static KeyPair key() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }
}
