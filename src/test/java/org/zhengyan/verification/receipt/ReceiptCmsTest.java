package org.zhengyan.verification.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.util.Selector;
import org.bouncycastle.util.Store;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.TestReceipts;
import org.zhengyan.keys.TrustedRoots;

/** The receipt in SM2 CMS, read by somebody else's library. */
@ServerTest
class ReceiptCmsTest {
  @LocalServerPort private int port;

  @Test
  void isTheSamePayloadSignedInSm2() throws Exception {
    TestReceipts kept = TestReceipts.of(port, "sm2");
    ContentInfo outer = ContentInfo.getInstance(kept.cms());
    assertThat(outer.getContentType()).isEqualTo(new ASN1ObjectIdentifier("1.2.156.10197.6.1.4.2.2"));
    CMSSignedData signed =
        new CMSSignedData(new ContentInfo(CMSObjectIdentifiers.signedData, outer.getContent()));
    assertThat(signed.getSignedContentTypeOID()).isEqualTo("1.2.156.10197.6.1.4.2.1");
    assertThat((byte[]) signed.getSignedContent().getContent())
        .isEqualTo(Base64.getUrlDecoder().decode(kept.receipt().split("\\.")[1]));

    assertThat(signed.getSignerInfos().size()).isOne();
    SignerInformation signer = signed.getSignerInfos().getSigners().iterator().next();
    assertThat(signer.getDigestAlgOID()).isEqualTo(GMObjectIdentifiers.sm3.getId());
    assertThat(signer.getEncryptionAlgOID()).isEqualTo(GMObjectIdentifiers.sm2sign_with_sm3.getId());
    X509CertificateHolder certificate = certificate(signed.getCertificates(), signer);
    assertThat(
            signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider(TestHolder.BC).build(certificate)))
        .isTrue();
    Instant now = Instant.now();
    assertThat(certificate.isValidOn(Date.from(now))).isTrue();
    TrustedRoots.read(List.of(Path.of("keys-dev/root-sm2.crt"))).certified(certificate, "receipt-sm2", now, now);
  }

  @SuppressWarnings("unchecked")
  private static X509CertificateHolder certificate(
      Store<X509CertificateHolder> certificates, SignerInformation signer) {
    return certificates.getMatches((Selector<X509CertificateHolder>) signer.getSID()).iterator().next();
  }
}
