package org.zhengyan.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, signatures and files, with OpenSSL as the other side in both directions. */
class OpenSslAgreementTest {
  private static final byte[] MESSAGE = "同意。示范市教育局".getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Suite.class)
  void openSslVerifiesOurSignatures(Suite suite) throws Exception {
    SoftwareSigner signer = KeyCeremony.newKey(suite);
    write("public.pem", Pem.encode("PUBLIC KEY", signer.publicKey().getEncoded()));
    Files.write(directory.resolve("message"), MESSAGE);
    for (int i = 0; i < 5; i++) {
      Files.write(directory.resolve("signature"), signer.sign(MESSAGE));
      assertThat(OpenSsl.run(directory, verification(suite)))
          .containsAnyOf("Verified OK", "Verified Successfully");
    }
  }

  @ParameterizedTest
  @EnumSource(Suite.class)
  void weVerifyOpenSslsSignatures(Suite suite) throws Exception {
    String curve = suite == Suite.SM2 ? "SM2" : "prime256v1";
    OpenSsl.run(directory, "ecparam", "-name", curve, "-genkey", "-noout", "-out", "key.pem");
    OpenSsl.run(
        directory, "pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "public.der");
    Files.write(directory.resolve("message"), MESSAGE);
    OpenSsl.run(directory, signing(suite));

    byte[] spki = Files.readAllBytes(directory.resolve("public.der"));
    VerificationKey key = VerificationKey.of(SubjectPublicKeyInfo.getInstance(spki));
    byte[] signature = Files.readAllBytes(directory.resolve("signature"));
    assertThat(key.suite()).isEqualTo(suite);
    assertThat(key.verify(MESSAGE, signature)).isTrue();
  }

  /** Whoever signs with another user ID has signed something else. */
  @Test
  void refusesAnSm2SignatureWithAnotherUserId() throws Exception {
    OpenSsl.run(directory, "ecparam", "-name", "SM2", "-genkey", "-noout", "-out", "key.pem");
    OpenSsl.run(
        directory, "pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "public.der");
    Files.write(directory.resolve("message"), MESSAGE);
    String[] other = signing(Suite.SM2);
    other[other.length - 1] = "distid:ALICE123@YAHOO.COM";
    OpenSsl.run(directory, other);

    byte[] spki = Files.readAllBytes(directory.resolve("public.der"));
    VerificationKey key = VerificationKey.of(SubjectPublicKeyInfo.getInstance(spki));
    byte[] signature = Files.readAllBytes(directory.resolve("signature"));
    assertThat(key.verify(MESSAGE, signature)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Suite.class)
  void openSslOpensOurFiles(Suite suite) throws Exception {
    Path file = Path.of("keys-dev").toAbsolutePath().resolve("ca-organ-" + suite.wire() + ".p12");
    String printed =
        OpenSsl.run(
            directory, "pkcs12", "-in", file.toString(), "-passin", "pass:zhengyan-dev", "-noenc");
    assertThat(printed)
        .contains("BEGIN PRIVATE KEY", "BEGIN CERTIFICATE", "ca-organ-" + suite.wire());
  }

  @ParameterizedTest
  @EnumSource(Suite.class)
  void weOpenOpenSslsFiles(Suite suite) throws Exception {
    assertOpens(suite, exported(suite, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-keypbe AES-128-CBC", "-keypbe AES-192-CBC", "-iter 1", "-iter 100000"})
  void weOpenWhatOpenSslWritesByPbes2(String options) throws Exception {
    assertOpens(Suite.P256, exported(Suite.P256, options));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-keypbe PBE-SHA1-3DES", "-keypbe NONE", "-keypbe ARIA-256-CBC", "-nomac"})
  void refusesFilesThatAreProtectedInAnotherWay(String options) throws Exception {
    Path file = exported(Suite.P256, options);
    assertThatThrownBy(() -> Pkcs12File.read(file, "it is secret".toCharArray()))
        .isInstanceOf(KeyUnavailable.class);
  }

  private Path exported(Suite suite, String options) throws Exception {
    String curve = suite == Suite.SM2 ? "SM2" : "prime256v1";
    OpenSsl.run(directory, "ecparam", "-name", curve, "-genkey", "-noout", "-out", "key.pem");
    List<String> command = new ArrayList<>(List.of(words("pkcs12 -export -inkey key.pem -nocerts")));
    command.addAll(List.of("-passout", "pass:it is secret", "-out", "key.p12"));
    if (!options.isEmpty()) {
      command.addAll(List.of(words(options)));
    }
    OpenSsl.run(directory, command.toArray(String[]::new));
    return directory.resolve("key.p12");
  }

  private static void assertOpens(Suite suite, Path file) throws InvalidKey {
    SoftwareSigner signer = Pkcs12File.read(file, "it is secret".toCharArray());
    assertThat(signer.suite()).isEqualTo(suite);
    assertThat(VerificationKey.of(signer.publicKey()).verify(MESSAGE, signer.sign(MESSAGE))).isTrue();
  }

  private static String[] verification(Suite suite) {
    return suite == Suite.P256
        ? words("dgst -sha256 -verify public.pem -signature signature message")
        : words(
            "pkeyutl -verify -pubin -inkey public.pem -in message -sigfile signature -rawin"
                + " -digest sm3 -pkeyopt distid:1234567812345678");
  }

  private static String[] signing(Suite suite) {
    return suite == Suite.P256
        ? words("dgst -sha256 -sign key.pem -out signature message")
        : words(
            "pkeyutl -sign -inkey key.pem -in message -out signature -rawin"
                + " -digest sm3 -pkeyopt distid:1234567812345678");
  }

  private static String[] words(String line) {
    return line.split(" ");
  }

  private void write(String name, String text) throws Exception {
    Files.writeString(directory.resolve(name), text);
  }
}
