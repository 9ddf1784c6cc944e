package org.zhengyan.status.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zhengyan.keys.KeyVault;

class OcspRequestReaderTest {
  private static final X509CertificateHolder ISSUER =
      KeyVault.ofDirectory(Path.of("keys-dev"), "zhengyan-dev".toCharArray())
          .load("ca-organ-p256")
          .certificate();
  private static final BigInteger SERIAL = new BigInteger("5555555566666666777777778888abcd", 16);

  private byte[] whole;

  @BeforeEach
  void make() throws Exception {
    whole =
        new OCSPReqBuilder()
            .addRequest(CertIds.of(ISSUER, OcspRequest.Hash.SHA1, SERIAL))
            .addRequest(CertIds.of(ISSUER, OcspRequest.Hash.SM3, BigInteger.TEN))
            .setRequestExtensions(
                new Extensions(
                    new Extension(
                        OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                        false,
                        new DEROctetString(new byte[] {1, 2, 3, 4}).getEncoded())))
            .build()
            .getEncoded();
  }

  @Test
  void readsWhatAnotherImplementationWrote() throws Exception {
    OcspRequest request = OcspRequestReader.read(whole);
    assertThat(request.nonce()).containsExactly(1, 2, 3, 4);
    assertThat(request.certIds()).hasSize(2);
    OcspRequest.CertId first = request.certIds().getFirst();
    assertThat(first.hash()).isEqualTo(OcspRequest.Hash.SHA1);
    assertThat(first.high()).isEqualTo(0x5555555566666666L);
    assertThat(first.low()).isEqualTo(0x777777778888abcdL);
    OcspRequest.CertId second = request.certIds().getLast();
    assertThat(second.hash()).isEqualTo(OcspRequest.Hash.SM3);
    assertThat(second.high()).isZero();
    assertThat(second.low()).isZero();
  }

  @Test
  void refusesEveryTruncation() {
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> OcspRequestReader.read(cut)).isInstanceOf(MalformedOcspRequest.class);
    }
  }

  @Test
  void refusesTrailingOctet() {
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    assertThatThrownBy(() -> OcspRequestReader.read(longer)).isInstanceOf(MalformedOcspRequest.class);
  }

  /** What it accepts is DER that another parser accepts too, whatever octets are altered. */
  @Test
  void alteredRequestsAreMalformedOrWellFormedDer() throws Exception {
    Random random = new Random(11);
    int accepted = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] altered = whole.clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        altered[random.nextInt(altered.length)] = (byte) random.nextInt(256);
      }
      try {
        OcspRequestReader.read(altered);
      } catch (MalformedOcspRequest e) {
        continue;
      }
      accepted++;
      try (ASN1InputStream input = new ASN1InputStream(altered)) {
        assertThat(OCSPRequest.getInstance(input.readObject())).isNotNull();
      }
    }
    assertThat(accepted).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "empty,''",
    "no certificate,3004300230 00",
    "not a sequence,3103020100",
    "indefinite length,30800000",
    "long length for short content,308102 0500",
    "length of four octets,3084000000020500",
    "version 2,300c 300a a003020101 3003 300130",
  })
  void refusesMalformed(String name, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() -> OcspRequestReader.read(bytes))
        .as(name)
        .isInstanceOf(MalformedOcspRequest.class);
  }

  @Test
  void refusesPaddedSerial() {
    String hex = HexFormat.of().formatHex(whole).replace("02010a", "0202000a");
    assertThatThrownBy(() -> OcspRequestReader.read(HexFormat.of().parseHex(hex)))
        .isInstanceOf(MalformedOcspRequest.class);
  }

  @ParameterizedTest
  @CsvSource({
    "AQID,010203", "AQI,0102", "AQI=,0102", "%2B%2f%2B%2F,fbffbf", "+/+/,fbffbf", "%41QID,010203",
    "//8=,ffff", "%2F%2F8%3D,ffff"
  })
  void readsBase64OfPath(String path, String hex) {
    assertThat(PathBase64.decode("/ocsp/" + path, 6)).isEqualTo(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @CsvSource({"AQ*D", "AQ%2", "AQ%", "AQ%GG", "A", "AQ==AQ==", "AQID;x=1", "A QID", "AQ-_", "%00QID"})
  void refusesWhatIsNoBase64(String path) {
    assertThat(PathBase64.decode("/ocsp/" + path, 6)).isNull();
  }
}
