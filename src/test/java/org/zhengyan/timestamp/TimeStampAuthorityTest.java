package org.zhengyan.timestamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.OpenSsl;
import org.zhengyan.keys.Suite;

/** What a request gets, by whom it is believed, and what each fault gets instead. */
class TimeStampAuthorityTest {
  private static final String POLICY = "2.25.118167820921056896164870262117367112750";
  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00.750Z");

  private final KeyVault keys =
      KeyVault.ofDirectory(Path.of("keys-dev"), "zhengyan-dev".toCharArray());
  private final TimeStampAuthority authority = authority(Duration.ZERO);

  @TempDir Path directory;

  private TimeStampAuthority authority(@Nullable Duration offset) {
    return new TimeStampAuthority(
        keys, () -> offset, Clock.fixed(NOW, ZoneOffset.UTC), new TimeStampProperties(POLICY));
  }

  @Test
  void isBelievedByOpenSsl() throws Exception {
    Path data = Files.writeString(directory.resolve("data"), "certificate");
    OpenSsl.run(directory, "ts", "-query", "-data", "data", "-sha384", "-cert", "-out", "query");
    byte[] answer = authority.answer(Suite.P256, Files.readAllBytes(directory.resolve("query")));
    Files.write(directory.resolve("reply"), answer);
    Path root = Path.of("keys-dev/root-p256.crt").toAbsolutePath();

    assertThat(
            OpenSsl.run(
                directory, "ts", "-verify", "-queryfile", "query", "-in", "reply", "-CAfile", root.toString()))
        .contains("Verification: OK");

    Files.writeString(data, "another");
    assertThat(
            OpenSsl.attempt(
                    directory, "ts", "-verify", "-data", "data", "-in", "reply", "-CAfile", root.toString())
                .exitCode())
        .isNotZero();
  }

  @ParameterizedTest
  @EnumSource(Imprint.class)
  void stampsEachDigestInBothSuites(Imprint imprint) throws Exception {
    for (Suite suite : Suite.values()) {
      TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
      generator.setCertReq(true);
      var request = generator.generate(imprint.oid(), new byte[imprint.octets()], BigInteger.valueOf(77));
      var response = new TimeStampResponse(authority.answer(suite, request.getEncoded()));
      response.validate(request);
      var info = response.getTimeStampToken().getTimeStampInfo();
      assertThat(info.getGenTime()).isEqualTo(Date.from(Instant.parse("2026-11-22T08:00:00Z")));
      assertThat(info.getGenTimeAccuracy().getSeconds()).isEqualTo(2);
      assertThat(info.getPolicy().getId()).isEqualTo(POLICY);
      X509CertificateHolder certificate = keys.load("tsa-" + suite.wire()).certificate();
      response.getTimeStampToken().validate(verifier(certificate));
      assertThat(response.getTimeStampToken().getCertificates().getMatches(null)).contains(certificate);
    }
  }

  @Test
  void givesEveryTokenASerialOfItsOwnAndNoCertificateUnasked() throws Exception {
    Set<BigInteger> serials = new HashSet<>();
    byte[] request = request(new TimeStampRequestGenerator(), Imprint.SM3, 32);
    for (int i = 0; i < 20; i++) {
      var token = new TimeStampResponse(authority.answer(Suite.SM2, request)).getTimeStampToken();
      serials.add(token.getTimeStampInfo().getSerialNumber());
      assertThat(token.getCertificates().getMatches(null)).isEmpty();
    }
    assertThat(serials).hasSize(20);
  }

  @Test
  void refusesWeakDigests() throws Exception {
    var sha1 = new ASN1ObjectIdentifier("1.3.14.3.2.26");
    byte[] request = new TimeStampRequestGenerator().generate(sha1, new byte[20]).getEncoded();
    refuses(request, PKIFailureInfo.badAlg);
  }

  @Test
  void refusesADigestOfAnotherLength() throws Exception {
    refuses(request(new TimeStampRequestGenerator(), Imprint.SHA256, 31), PKIFailureInfo.badDataFormat);
  }

  @Test
  void refusesAnotherPolicy() throws Exception {
    var generator = new TimeStampRequestGenerator();
    generator.setReqPolicy(new ASN1ObjectIdentifier("1.2.3.4"));
    refuses(request(generator, Imprint.SHA256, 32), PKIFailureInfo.unacceptedPolicy);
  }

  @Test
  void refusesExtensions() throws Exception {
    var generator = new TimeStampRequestGenerator();
    generator.addExtension(Extension.noRevAvail, true, new byte[] {5, 0});
    refuses(request(generator, Imprint.SHA256, 32), PKIFailureInfo.unacceptedExtension);
  }

  @Test
  void refusesAnEndlessNonce() throws Exception {
    byte[] request =
        new TimeStampRequestGenerator()
            .generate(Imprint.SHA256.oid(), new byte[32], BigInteger.ONE.shiftLeft(600))
            .getEncoded();
    refuses(request, PKIFailureInfo.badRequest);
  }

  @Test
  void refusesWhatIsNoRequest() throws Exception {
    byte[] request = request(new TimeStampRequestGenerator(), Imprint.SHA256, 32);
    byte[] longer = java.util.Arrays.copyOf(request, request.length + 1);
    for (byte[] each : new byte[][] {{}, {0x30}, {0x30, 0x00}, {5, 0}, longer, new byte[5_000]}) {
      refuses(each, PKIFailureInfo.badDataFormat);
    }
  }

  @Test
  void stampsNothingWhileTheClockIsNotKnownToBeRight() throws Exception {
    byte[] request = request(new TimeStampRequestGenerator(), Imprint.SHA256, 32);
    for (Duration offset : new @Nullable Duration[] {null, Duration.ofMillis(1001), Duration.ofMillis(-1001)}) {
      var response = new TimeStampResponse(authority(offset).answer(Suite.P256, request));
      assertThat(response.getFailInfo().intValue()).isEqualTo(PKIFailureInfo.timeNotAvailable);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest();
      assertThatThrownBy(() -> authority(offset).stamp(Suite.P256, Imprint.SHA256, digest))
          .isInstanceOf(TimeStampRefused.class);
    }
  }

  private void refuses(byte[] request, int failure) throws Exception {
    var response = new TimeStampResponse(authority.answer(Suite.P256, request));
    assertThat(response.getStatus()).isEqualTo(PKIStatus.REJECTION);
    assertThat(response.getFailInfo().intValue()).isEqualTo(failure);
    assertThat(response.getTimeStampToken()).isNull();
  }

  private static byte[] request(TimeStampRequestGenerator generator, Imprint imprint, int octets)
      throws Exception {
    return generator.generate(imprint.oid(), new byte[octets]).getEncoded();
  }

  private static SignerInformationVerifier verifier(X509CertificateHolder certificate) throws Exception {
    return new JcaSimpleSignerInfoVerifierBuilder()
        .setProvider(new BouncyCastleProvider())
        .build(certificate);
  }
}
