package org.zhengyan.x509.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateProfileTest {

  @ParameterizedTest
  @ValueSource(strings = {"organ-signing", "institution-signing"})
  void signsAndDoesNotEncipher(String name) {
    CertificateProfile profile = CertificateProfile.load(name);
    assertThat(profile.keyUsageBits())
        .isEqualTo(KeyUsage.digitalSignature | KeyUsage.nonRepudiation);
    assertThat(profile.usccExtension().getId()).isEqualTo("1.2.156.10260.4.1.4");
    assertThat(profile.policies()).hasSize(1);
  }

  @Test
  void endsOnTheSecondBeforeTheAnniversary() {
    CertificateProfile profile = CertificateProfile.load("organ-signing");
    assertThat(profile.lastSecond(Instant.parse("2026-03-01T08:00:00Z")))
        .isEqualTo("2029-03-01T07:59:59Z");
    assertThat(profile.lastSecond(Instant.parse("2028-02-29T00:00:00Z")))
        .isEqualTo("2031-02-27T23:59:59Z");
  }

  @Test
  void writesTheCodeWhereConfigured() {
    CertificateProfile profile = CertificateProfile.load("organ-signing");
    CertificateProfile other = profile.withUsccExtension("1.2.156.10260.4.1.3");
    assertThat(other.usccExtension().getId()).isEqualTo("1.2.156.10260.4.1.3");
    assertThat(other.digest()).isNotEqualTo(profile.digest());
    assertThat(CertificateProfile.load("organ-signing").digest()).isEqualTo(profile.digest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "../organ-signing", ""})
  void refusesAProfileThatIsNotThere(String name) {
    assertThatThrownBy(() -> CertificateProfile.load(name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void putsASerialOnOneShardForEver() {
    assertThat(CrlShard.of(new BigInteger("5f1e2d3c4b5a69788796a5b4c3d2e1f1", 16), 16))
        .isEqualTo(1);
    assertThat(CrlShard.of(BigInteger.valueOf(255), 16)).isEqualTo(15);
    assertThat(CrlShard.of(BigInteger.valueOf(255), 1)).isZero();
    assertThatThrownBy(() -> CrlShard.of(BigInteger.ONE, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
