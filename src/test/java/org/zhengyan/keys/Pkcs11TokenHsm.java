package org.zhengyan.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A key that was made inside a token, certified by its request, and used through the vault.
 *
 * <p>Runs in the profile {@code hsm} alone: it needs the Debian packages softhsm2 and opensc, and
 * {@code SOFTHSM2_CONF} in the environment.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Pkcs11TokenHsm {
  private static final String PIN = "1234";
  private static final String KEY = "ocsp-organ-p256";
  private static final Path MODULE = Path.of("/usr/lib/softhsm/libsofthsm2.so");

  @TempDir static Path temporary;
  private Path pinFile;
  private KeyVault vault;
  private Throwable wrongPin = new AssertionError("not tried");

  @BeforeAll
  void makeAKeyInAToken() throws Exception {
    Path configuration = Path.of(Objects.requireNonNull(System.getenv("SOFTHSM2_CONF")));
    Path tokens = Files.createDirectories(temporary.resolve("tokens"));
    Files.createDirectories(configuration.toAbsolutePath().getParent());
    Files.writeString(
        configuration, "directories.tokendir = " + tokens + "\nobjectstore.backend = file\n");
    pinFile = Files.writeString(temporary.resolve("pin"), PIN);
    run(
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        "zhengyan",
        "--pin",
        PIN,
        "--so-pin",
        "5678");
    tool("--keypairgen", "--key-type", "EC:prime256v1", "--label", KEY, "--id", "01");

    Path password = Files.writeString(temporary.resolve("password"), "correct horse battery");
    Path keys = temporary.resolve("keys");
    ceremony(
        "make",
        "--dir",
        keys.toString(),
        "--root-dir",
        temporary.resolve("roots").toString(),
        "--organisation",
        "示范市委编办",
        "--name",
        "Zhengyan",
        "--pki-url",
        "http://pki.example.cn",
        "--password-file",
        password.toString(),
        "--root-password-file",
        password.toString());
    ceremony(
        "renew",
        KEY,
        "--dir",
        keys.toString(),
        "--password-file",
        password.toString(),
        "--request",
        request().toString());

    Path certificate = temporary.resolve("certificate.der");
    Files.write(
        certificate,
        CertificateFiles.read(CertificateFiles.file(keys, KEY)).getFirst().getEncoded());
    tool("--write-object", certificate.toString(), "--type", "cert", "--label", KEY, "--id", "01");
    // First of all: a process that has signed in once stays signed in.
    Path wrong = Files.writeString(temporary.resolve("wrong"), "0000");
    wrongPin = catchThrowable(() -> Pkcs11Token.open(properties(wrong)));
    vault =
        new KeyVault(
            keys,
            List.of(
                new Pkcs12Directory(keys, "correct horse battery".toCharArray()),
                Pkcs11Token.open(properties(pinFile))));
  }

  @Test
  void signsInTheToken() throws Exception {
    assertThat(vault.available(KEY)).isTrue();
    KeyEntry entry = vault.load(KEY);
    byte[] message = "we are the education bureau".getBytes(StandardCharsets.UTF_8);
    VerificationKey key = VerificationKey.of(entry.certificate().getSubjectPublicKeyInfo());
    for (int i = 0; i < 20; i++) {
      assertThat(key.verify(message, entry.signer().sign(message))).isTrue();
    }
  }

  @Test
  void signsForManyThreadsAtOnce() throws Exception {
    Signer signer = vault.load(KEY).signer();
    VerificationKey key = VerificationKey.of(signer.publicKey());
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      byte[] message = ("message " + i).getBytes(StandardCharsets.UTF_8);
      tasks.add(() -> key.verify(message, signer.sign(message)));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var outcome : threads.invokeAll(tasks)) {
        assertThat(outcome.get()).isTrue();
      }
    }
  }

  @Test
  void keepsTheOtherKeysInTheirFiles() {
    assertThat(vault.available("ocsp-organ-sm2")).isTrue();
    assertThat(vault.available("ca-organ-p256")).isTrue();
  }

  @Test
  void refusesAWrongPin() {
    assertThat(wrongPin).isInstanceOf(KeyUnavailable.class);
  }

  @Test
  void refusesAModuleThatIsNotThere() {
    var nowhere = new KeysProperties.Pkcs11(Path.of("/nowhere.so"), null, 0, pinFile);
    assertThatThrownBy(() -> Pkcs11Token.open(nowhere)).isInstanceOf(KeyUnavailable.class);
  }

  private static KeysProperties.Pkcs11 properties(Path pinFile) {
    return new KeysProperties.Pkcs11(MODULE, null, 0, pinFile);
  }

  /** What a token's own tools do for their operator. */
  private static Path request() throws Exception {
    Path publicKey = temporary.resolve("public.der");
    tool("--read-object", "--type", "pubkey", "--id", "01", "--output-file", publicKey.toString());
    var info =
        new CertificationRequestInfo(
            new X500Name("CN=" + KEY),
            SubjectPublicKeyInfo.getInstance(Files.readAllBytes(publicKey)),
            new DERSet());
    Path digest = temporary.resolve("digest");
    Files.write(digest, SoftwareSigner.sha256(info.getEncoded("DER")));
    Path signature = temporary.resolve("signature");
    tool(
        "--sign",
        "--id",
        "01",
        "--mechanism",
        "ECDSA",
        "--signature-format",
        "openssl",
        "--input-file",
        digest.toString(),
        "--output-file",
        signature.toString());
    var parts =
        new ASN1Encodable[] {
          info, Suite.P256.signatureAlgorithm(), new DERBitString(Files.readAllBytes(signature))
        };
    return Files.writeString(
        temporary.resolve("request.pem"),
        Pem.encode("CERTIFICATE REQUEST", new DERSequence(parts).getEncoded("DER")));
  }

  private static void ceremony(String... arguments) {
    var out = new ByteArrayOutputStream();
    int code =
        KeyCommands.ceremony(
            List.of(arguments), new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(code).as(out.toString(StandardCharsets.UTF_8)).isZero();
  }

  private static void tool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("pkcs11-tool", "--module", MODULE.toString()));
    command.addAll(List.of("--token-label", "zhengyan", "--login", "--pin", PIN));
    Collections.addAll(command, arguments);
    run(command.toArray(String[]::new));
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
