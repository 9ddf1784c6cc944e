package org.zhengyan.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.keys.Suite;

/** Signatures that {@code openssl cms -sign} made; {@code make.sh} beside them says how. */
class OpensslCmsTest {
  private static final Path DATA = Path.of("src/test/resources/x509/cms");

  @ParameterizedTest
  @ValueSource(strings = {"cades", "cades-chain", "cades-keyid"})
  void acceptsWhatOpensslSigns(String name) throws Exception {
    CmsSignature signature = CmsSignature.read(read(name + ".der"));
    LeafCertificate signer = LeafCertificate.ofDer(signature.signerCertificate());
    assertThat(signer.der()).isEqualTo(read("signer.cer"));
    assertThat(signature.verifies(read("content.txt"), signer)).isTrue();
    assertThat(signature.verifies(new byte[1], signer)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "no-certificate-hash, signingCertificateV2 is missing",
    "attached, detached",
    "streamed, indefinite length",
    "no-attributes, Signed attributes are required",
    "no-certificate, certificate is not inside",
    "sha384, SHA-256 or SM3",
    "two-signers, exactly one SignerInfo"
  })
  void rejectsWhatOpensslSignsOtherwise(String name, String sentence) throws Exception {
    byte[] der = read("refused-" + name + ".der");
    assertThatExceptionOfType(MalformedCms.class)
        .isThrownBy(() -> CmsSignature.read(der))
        .withMessageContaining(sentence);
  }

  @Test
  void acceptsTheSignerOnlyByItsExactCertificate() throws Exception {
    CmsSignature signature = CmsSignature.read(read("cades.der"));
    LeafCertificate other =
        LeafCertificate.ofDer(TestPki.body(TestPki.root(Suite.P256, "CA")).der());
    assertThat(signature.verifies(read("content.txt"), other)).isFalse();
  }

  private static byte[] read(String name) throws IOException {
    return Files.readAllBytes(DATA.resolve(name));
  }
}
