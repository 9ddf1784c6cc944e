package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  private static final byte[] SEED = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  /** RFC 6238 appendix B, SHA1, the last six of the eight digits. */
  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void makesTheCodesOfTheRfc(long seconds, String code) {
    assertThat(Totp.codeAt(SEED, Instant.ofEpochSecond(seconds))).isEqualTo(code);
  }

  @Test
  void acceptsOneStepOfDriftAndNoMore() {
    Instant now = Instant.ofEpochSecond(1_111_111_111);
    long step = Totp.step(now);
    for (long drift = -2; drift <= 2; drift++) {
      var found = Totp.stepOf(SEED, Totp.code(SEED, step + drift), now);
      if (Math.abs(drift) <= 1) {
        assertThat(found).as("a drift of " + drift).hasValue(step + drift);
      } else {
        assertThat(found).as("a drift of " + drift).isEmpty();
      }
    }
  }

  @Test
  void refusesWhatIsNoCode() {
    assertThat(Totp.stepOf(SEED, "", Instant.EPOCH)).isEmpty();
    assertThat(Totp.stepOf(SEED, "１２３４５６", Instant.EPOCH)).isEmpty();
  }
}
