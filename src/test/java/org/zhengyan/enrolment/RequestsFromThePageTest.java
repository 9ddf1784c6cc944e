package org.zhengyan.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zhengyan.TestHolder;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.issuing.CertificationRequest;

/** Requests that the page's script made (src/test/web/golden) are accepted here, and by Bouncy Castle. */
class RequestsFromThePageTest {

  @ParameterizedTest
  @EnumSource(Suite.class)
  void areAccepted(Suite suite) throws Exception {
    String pem = Files.readString(Path.of("src/test/web/golden/request-" + suite.wire() + ".pem"));
    assertThat(CertificationRequest.parse(pem, suite).publicKey().suite()).isEqualTo(suite);

    var request = new PKCS10CertificationRequest(TestHolder.der(pem));
    var verifier = new JcaContentVerifierProviderBuilder().setProvider(TestHolder.BC);
    assertThat(request.isSignatureValid(verifier.build(request.getSubjectPublicKeyInfo()))).isTrue();
  }
}
