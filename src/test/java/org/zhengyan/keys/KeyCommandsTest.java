package org.zhengyan.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;
import org.zhengyan.keys.KeyPlan.PlannedKey;
import org.zhengyan.keys.KeyPlan.Role;

/** A whole ceremony, what it leaves behind, and what the start makes of it. */
class KeyCommandsTest {
  private static final String PASSWORD = "correct horse battery";

  /** One ceremony, made once; tests work on copies of what it left. */
  @TempDir static Path made;

  @TempDir Path temporary;
  private Path directory;
  private Path roots;
  private Path passwordFile;

  @BeforeAll
  static void holdACeremony() throws IOException {
    Path password = Files.writeString(made.resolve("password"), PASSWORD);
    assertThat(ceremony(make(made.resolve("keys"), made.resolve("roots"), password))).isZero();
  }

  @BeforeEach
  void names() throws IOException {
    directory = temporary.resolve("keys");
    roots = temporary.resolve("roots");
    passwordFile = Files.writeString(temporary.resolve("password"), PASSWORD + "\n");
  }

  @Test
  void makesEveryKeyWithItsProfile() throws Exception {
    copyTheCeremony();

    KeyVault vault = KeyVault.ofDirectory(directory, PASSWORD.toCharArray());
    for (PlannedKey key : KeyPlan.KEYS) {
      List<X509CertificateHolder> chain =
          CertificateFiles.read(CertificateFiles.file(directory, key.name()));
      requireProfile(key, chain.getFirst());
      boolean root = key.role() == Role.ROOT;
      assertThat(Files.exists(directory.resolve(key.name() + ".p12"))).isNotEqualTo(root);
      assertThat(Files.exists(roots.resolve(key.name() + ".p12"))).isEqualTo(root);
      if (!root) {
        assertThat(vault.available(key.name())).as(key.name()).isTrue();
        Path file = directory.resolve(key.name() + ".p12");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
    DevelopmentKeys.requireNone(directory);
  }

  @Test
  void renewsAnOcspSignerWithItsCasKey() throws Exception {
    copyTheCeremony();
    KeyVault before = KeyVault.ofDirectory(directory, PASSWORD.toCharArray());
    X509CertificateHolder old = before.load("ocsp-organ-sm2").certificate();

    assertThat(ceremony(renew("ocsp-organ-sm2"))).isZero();

    KeyVault vault = KeyVault.ofDirectory(directory, PASSWORD.toCharArray());
    X509CertificateHolder renewed = vault.load("ocsp-organ-sm2").certificate();
    assertThat(renewed.getSubjectPublicKeyInfo()).isNotEqualTo(old.getSubjectPublicKeyInfo());
    assertThat(renewed.getSubject()).isEqualTo(old.getSubject());
    assertThat(vault.retired("ocsp-organ-sm2")).containsExactly(old);
    assertThat(vault.available("ocsp-organ-sm2")).isTrue();
    requireProfile(KeyPlan.find("ocsp-organ-sm2").orElseThrow(), renewed);
  }

  @Test
  void renewsAReceiptKeyWithTheRootAlone() throws Exception {
    copyTheCeremony();
    assertThat(ceremony(renew("receipt-p256"))).isEqualTo(1);

    List<String> withRoots = new ArrayList<>(renew("receipt-p256"));
    withRoots.addAll(List.of("--root-dir", roots.toString()));
    withRoots.addAll(List.of("--root-password-file", passwordFile.toString()));
    assertThat(ceremony(withRoots)).isZero();
    KeyVault vault = KeyVault.ofDirectory(directory, PASSWORD.toCharArray());
    assertThat(vault.available("receipt-p256")).isTrue();
    assertThat(vault.retired("receipt-p256")).hasSize(1);
  }

  @Test
  void makesTheKeysThatAnEarlierVersionDidNotHave() throws Exception {
    copyTheCeremony();
    for (String name : List.of("tsa-p256", "seal-maker-sm2")) {
      Files.delete(directory.resolve(name + ".p12"));
      Files.delete(directory.resolve(name + ".crt"));
    }
    byte[] kept = Files.readAllBytes(directory.resolve("seal-sm2.crt"));

    List<String> arguments =
        new ArrayList<>(
            List.of("complete", "--dir", directory.toString(), "--root-dir", roots.toString()));
    arguments.addAll(List.of("--password-file", passwordFile.toString()));
    arguments.addAll(List.of("--root-password-file", passwordFile.toString()));
    assertThat(ceremony(arguments)).isZero();

    KeyVault vault = KeyVault.ofDirectory(directory, PASSWORD.toCharArray());
    assertThat(vault.available("tsa-p256")).isTrue();
    assertThat(vault.available("seal-maker-sm2")).isTrue();
    X509CertificateHolder made = vault.load("tsa-p256").certificate();
    requireProfile(KeyPlan.find("tsa-p256").orElseThrow(), made);
    assertThat(made.getSubject().toString()).endsWith("CN=Zhengyan Time-Stamps (P-256)");
    assertThat(CeremonyCertificate.pkiUrl(made)).hasToString("http://pki.example.cn");
    assertThat(Files.readAllBytes(directory.resolve("seal-sm2.crt"))).isEqualTo(kept);
  }

  @Test
  void certifiesAKeyOfATokenByItsRequest() throws Exception {
    copyTheCeremony();
    SoftwareSigner token = KeyCeremony.newKey(Suite.P256);
    Path request = request(token, token);

    List<String> arguments = new ArrayList<>(renew("ocsp-organ-p256"));
    arguments.addAll(List.of("--request", request.toString()));
    assertThat(ceremony(arguments)).isZero();

    List<X509CertificateHolder> chain =
        CertificateFiles.read(CertificateFiles.file(directory, "ocsp-organ-p256"));
    assertThat(chain.getFirst().getSubjectPublicKeyInfo()).isEqualTo(token.publicKey());
    assertThat(directory.resolve("ocsp-organ-p256.p12")).doesNotExist();
    KeyVault vault = KeyVault.ofDirectory(directory, PASSWORD.toCharArray());
    assertThatThrownBy(() -> vault.load("ocsp-organ-p256")).hasMessageContaining("token");
  }

  @Test
  void refusesARequestThatShowsNoPossession() throws Exception {
    copyTheCeremony();
    Path request = request(KeyCeremony.newKey(Suite.P256), KeyCeremony.newKey(Suite.P256));
    List<String> arguments = new ArrayList<>(renew("ocsp-organ-p256"));
    arguments.addAll(List.of("--request", request.toString()));

    assertThat(ceremony(arguments)).isEqualTo(1);
    assertThat(directory.resolve("ocsp-organ-p256.p12")).exists();
    assertThat(directory.resolve("retired")).doesNotExist();
  }

  @Test
  void refusesADirectoryThatIsNotEmpty() throws Exception {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("something"), "here");
    assertThat(ceremony(make())).isEqualTo(2);
    assertThat(directory.resolve("root-sm2.crt")).doesNotExist();
  }

  @Test
  void refusesAWeakPassword() throws Exception {
    for (String password : new String[] {"short", "zhengyan-dev", ""}) {
      Files.writeString(passwordFile, password);
      assertThat(ceremony(make())).as(password).isEqualTo(2);
    }
  }

  @Test
  void refusesTheNamesOfDevelopmentKeys() {
    List<String> arguments = new ArrayList<>(make());
    arguments.set(arguments.indexOf("--name") + 1, "DEVELOPMENT KEYS");
    assertThat(ceremony(arguments)).isEqualTo(2);
  }

  @Test
  void refusesWordsThatItDoesNotKnow() {
    assertThat(ceremony(List.of())).isEqualTo(2);
    assertThat(ceremony(List.of("make", "--forse", "yes"))).isEqualTo(2);
    assertThat(ceremony(List.of("make", "--dir"))).isEqualTo(2);
    assertThat(ceremony(List.of("make", "--dir", "a", "--dir", "b"))).isEqualTo(2);
    assertThat(ceremony(List.of("renew", "nobody", "--dir", "a"))).isEqualTo(2);
  }

  @Test
  void startsOutsideOfDevelopmentWithKeysOfItsOwn() throws Exception {
    copyTheCeremony();
    KeyLocation location = KeyLocation.of(production(directory));
    assertThat(location.directory()).isEqualTo(directory);
    assertThat(location.development()).isFalse();
    assertThat(location.password()).isEqualTo(PASSWORD.toCharArray());
  }

  @Test
  void stopsTheStartWithoutAPassword() throws Exception {
    copyTheCeremony();
    MockEnvironment environment =
        new MockEnvironment().withProperty("zhengyan.keys.dir", directory.toString());
    assertThatThrownBy(() -> KeyLocation.of(environment)).isInstanceOf(KeysRefused.class);
  }

  @Test
  void stopsTheStartForOneDevelopmentKeyAmongOthers() throws Exception {
    copyTheCeremony();
    Files.copy(Path.of("keys-dev/token-p256.crt"), directory.resolve("another-name.crt"));
    assertThatThrownBy(() -> KeyLocation.of(production(directory)))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining("another-name.crt");
  }

  private MockEnvironment production(Path keys) {
    return new MockEnvironment()
        .withProperty("zhengyan.keys.dir", keys.toString())
        .withProperty("zhengyan.keys.password-file", passwordFile.toString());
  }

  private List<String> make() {
    return make(directory, roots, passwordFile);
  }

  private void copyTheCeremony() throws IOException {
    copy(made.resolve("keys"), directory);
    copy(made.resolve("roots"), roots);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static List<String> make(Path directory, Path roots, Path passwordFile) {
    return List.of(
        "make",
        "--dir",
        directory.toString(),
        "--root-dir",
        roots.toString(),
        "--organisation",
        "示范市委编办",
        "--name",
        "Zhengyan",
        "--pki-url",
        "http://pki.example.cn",
        "--password-file",
        passwordFile.toString(),
        "--root-password-file",
        passwordFile.toString());
  }

  private List<String> renew(String key) {
    return List.of(
        "renew", key, "--dir", directory.toString(), "--password-file", passwordFile.toString());
  }

  private static int ceremony(List<String> arguments) {
    var out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return KeyCommands.ceremony(arguments, out);
  }

  private Path request(SoftwareSigner key, SoftwareSigner signer) throws Exception {
    var request =
        new PKCS10CertificationRequestBuilder(new X500Name("CN=x"), key.publicKey())
            .build(signer.contentSigner());
    return Files.writeString(
        temporary.resolve("request.pem"), Pem.encode("CERTIFICATE REQUEST", request.getEncoded()));
  }

  /** RFC 5280 section 4.2, RFC 6960 section 4.2.2.2. */
  private static void requireProfile(PlannedKey key, X509CertificateHolder certificate) {
    var extensions = certificate.getExtensions();
    KeyUsage usage = KeyUsage.fromExtensions(extensions);
    BasicConstraints constraints = BasicConstraints.fromExtensions(extensions);
    boolean ca = key.role() == Role.ROOT || key.role() == Role.ISSUING_CA;
    assertThat(usage.hasUsages(KeyUsage.keyCertSign)).isEqualTo(ca);
    boolean agrees = key.role() == Role.ESCROW;
    assertThat(usage.hasUsages(KeyUsage.keyAgreement)).isEqualTo(agrees);
    assertThat(usage.hasUsages(KeyUsage.digitalSignature)).isEqualTo(!ca && !agrees);
    assertThat(constraints != null && constraints.isCA()).isEqualTo(ca);
    if (constraints != null && ca) {
      assertThat(constraints.getPathLenConstraint().intValue())
          .isEqualTo(key.role() == Role.ROOT ? 1 : 0);
    }
    assertThat(SubjectKeyIdentifier.fromExtensions(extensions).getKeyIdentifier()).hasSize(20);
    boolean ocsp = key.role() == Role.OCSP_SIGNER;
    assertThat(extensions.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck) != null)
        .isEqualTo(ocsp);
    ExtendedKeyUsage purposes = ExtendedKeyUsage.fromExtensions(extensions);
    assertThat(purposes != null && purposes.hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning))
        .isEqualTo(ocsp);
    boolean stamps = key.role() == Role.TIME_STAMP;
    assertThat(purposes != null && purposes.hasKeyPurposeId(KeyPurposeId.id_kp_timeStamping))
        .isEqualTo(stamps);
    assertThat(certificate.getCriticalExtensionOIDs().contains(Extension.extendedKeyUsage))
        .isEqualTo(stamps);
    assertThat(certificate.getSubject().toString()).contains("O=示范市委编办", "CN=Zhengyan ");
    assertThat(certificate.getSerialNumber().bitLength()).isEqualTo(127);
  }
}
