package org.zhengyan.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DerSignatureTest {
  private static final BigInteger ORDER = Curve.P256.getN();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          empty,                        ''
          truncated,                    30 06 02 01 01 02 01
          long-form length,             30 81 06 02 01 01 02 01 01
          indefinite length,            30 80 02 01 01 02 01 01 00 00
          trailing byte inside,         30 07 02 01 01 02 01 01 00
          trailing byte outside,        30 06 02 01 01 02 01 01 00
          length too short,             30 05 02 01 01 02 01 01
          a set,                        31 06 02 01 01 02 01 01
          r not an integer,             30 06 04 01 01 02 01 01
          s not an integer,             30 06 02 01 01 04 01 01
          r padded,                     30 07 02 02 00 01 02 01 01
          s padded,                     30 07 02 01 01 02 02 00 01
          r negative,                   30 06 02 01 81 02 01 01
          s negative,                   30 06 02 01 01 02 01 ff
          r empty,                      30 06 02 00 02 02 01 01
          s empty,                      30 06 02 02 01 01 02 00
          r zero,                       30 06 02 01 00 02 01 01
          s zero,                       30 06 02 01 01 02 01 00
          r longer than the whole,      30 06 02 7f 01 02 01 01
          r length above 127,           30 06 02 81 01 01 02 01
          s reaches past the end,       30 06 02 01 01 02 02 01
          three integers,               30 09 02 01 01 02 01 01 02 01 01
          one integer,                  30 06 02 04 01 01 01 01
          """)
  void refuses(String what, String hex) {
    byte[] encoded = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThat(DerSignature.parse(encoded, ORDER)).as(what).isNull();
  }

  @Test
  void refusesNumbersFromTheOrderOn() {
    BigInteger one = BigInteger.ONE;
    assertThat(DerSignature.parse(new DerSignature(ORDER, one).encode(), ORDER)).isNull();
    assertThat(DerSignature.parse(new DerSignature(one, ORDER).encode(), ORDER)).isNull();
    assertThat(DerSignature.parse(new DerSignature(one, one.shiftLeft(260)).encode(), ORDER))
        .isNull();
  }

  @Test
  void readsWhatItWrites() {
    BigInteger largest = ORDER.subtract(BigInteger.ONE);
    for (BigInteger r : new BigInteger[] {BigInteger.ONE, BigInteger.valueOf(128), largest}) {
      for (BigInteger s : new BigInteger[] {BigInteger.ONE, BigInteger.valueOf(255), largest}) {
        DerSignature pair = new DerSignature(r, s);
        assertThat(DerSignature.parse(pair.encode(), ORDER)).isEqualTo(pair);
      }
    }
    assertThat(new DerSignature(largest, largest).encode()).hasSize(72);
  }
}
