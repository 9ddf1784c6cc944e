package org.zhengyan.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictDerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0500", "020100", "02020080", "0201ff", "0101ff", "010100", "3000", "3003020101",
        "030100", "030206c0", "06032a0304", "a003020101", "8000", "bf1f03020101", "0c00",
        "30053003020101", "31060201010a0101"
      })
  void acceptsDer(String hex) throws Exception {
    StrictDer.check(bytes(hex), 100);
  }

  @Test
  void readsTheValue() throws Exception {
    assertThat(((ASN1Sequence) StrictDer.read(bytes("3003020105"), 100)).getObjectAt(0))
        .isEqualTo(new ASN1Integer(5));
  }

  @ParameterizedTest
  @CsvSource({
    "'', empty",
    "30, ends inside",
    "3003, larger than what is there",
    "300302, larger than what is there",
    "300402010102, ends inside",
    "05000500, follow",
    "050000, follow",
    "3080020101 0000, indefinite",
    "308103020101, shortest form",
    "3082000302010 1, shortest form",
    "0281ff, larger than what is there",
    "30857fffffffff00, larger than what is there",
    "3084ffffffff, larger than what is there",
    "30847fffffff, larger than what is there",
    "0000, is not DER",
    "1000, is not DER",
    "1100, is not DER",
    "02020001, is not DER",
    "0202ff80, is not DER",
    "0200, is not DER",
    "0a00, is not DER",
    "010101, is not DER",
    "0102ffff, is not DER",
    "0501 00, is not DER",
    "0300, is not DER",
    "030108, is not DER",
    "030101, is not DER",
    "030201ff, is not DER",
    "0600, is not DER",
    "060180, is not DER",
    "06022a80, is not DER",
    "240404020505, string in pieces",
    "2c0512030c0141, string in pieces",
    "2203020101, string in pieces",
    "bf1e00, shortest form",
    "bf801f00, shortest form",
    "1f, shortest form",
    "ffffffffffff0100, shortest form"
  })
  void rejectsWhatIsNotDer(String hex, String why) {
    assertThatExceptionOfType(MalformedDer.class)
        .isThrownBy(() -> StrictDer.check(bytes(hex), 100))
        .withMessageContaining(why);
  }

  @Test
  void rejectsSetOutOfOrder() {
    assertThatExceptionOfType(MalformedDer.class)
        .isThrownBy(() -> StrictDer.read(bytes("31060a0101020101"), 100))
        .withMessageContaining("other bytes");
  }

  @Test
  void rejectsMoreThanTheBound() throws Exception {
    StrictDer.check(bytes("0403010203"), 5);
    assertThatExceptionOfType(MalformedDer.class)
        .isThrownBy(() -> StrictDer.check(bytes("040401020304"), 5))
        .withMessageContaining("more than 5 bytes");
  }

  @Test
  void rejectsDeepNesting() throws Exception {
    StrictDer.check(nested(StrictDer.MAX_DEPTH), 1000);
    assertThatExceptionOfType(MalformedDer.class)
        .isThrownBy(() -> StrictDer.check(nested(StrictDer.MAX_DEPTH + 1), 1000))
        .withMessageContaining("nests deeper");
  }

  static byte[] nested(int depth) {
    byte[] inner = {};
    for (int i = 0; i < depth; i++) {
      byte[] outer = new byte[inner.length + (inner.length < 128 ? 2 : 4)];
      outer[0] = 0x30;
      if (inner.length < 128) {
        outer[1] = (byte) inner.length;
      } else {
        outer[1] = (byte) 0x82;
        outer[2] = (byte) (inner.length >> 8);
        outer[3] = (byte) inner.length;
        if (inner.length < 256) {
          byte[] shorter = new byte[inner.length + 3];
          shorter[0] = 0x30;
          shorter[1] = (byte) 0x81;
          shorter[2] = (byte) inner.length;
          outer = shorter;
        }
      }
      System.arraycopy(inner, 0, outer, outer.length - inner.length, inner.length);
      inner = outer;
    }
    return inner;
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
