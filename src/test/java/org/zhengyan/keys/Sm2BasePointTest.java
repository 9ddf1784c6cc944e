package org.zhengyan.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;

/** Every multiple is what Bouncy Castle's own multiplication says, at the edges of each digit and at random. */
class Sm2BasePointTest {
  private static final BigInteger N = Curve.SM2.getN();

  @Test
  void edges() {
    List<BigInteger> edges = new ArrayList<>(List.of(N.shiftRight(1), N.shiftRight(1).add(BigInteger.ONE)));
    for (int i = 1; i <= 64; i++) {
      edges.add(BigInteger.valueOf(i));
      edges.add(N.subtract(BigInteger.valueOf(i)));
    }
    for (int bit = 5; bit < 256; bit++) {
      BigInteger power = BigInteger.ONE.shiftLeft(bit);
      edges.add(power);
      edges.add(power.subtract(BigInteger.ONE));
      edges.add(N.subtract(power));
      edges.add(power.multiply(BigInteger.valueOf(31)).mod(N));
    }
    edges.forEach(Sm2BasePointTest::check);
  }

  /** The sums on the way meet the points that are added: those of a sum of nothing but extras, and their negatives. */
  @Test
  void multiplesThatMeetTheExtras() {
    BigInteger extra = BigInteger.ONE.shiftLeft(260).mod(N);
    for (int times = 1; times <= 53; times++) {
      BigInteger some = extra.multiply(BigInteger.valueOf(times)).mod(N);
      check(some);
      check(N.subtract(some));
    }
  }

  @Test
  void random() {
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < 2_000; i++) {
      check(BigIntegers.createRandomInRange(BigInteger.ONE, N.subtract(BigInteger.ONE), random));
    }
  }

  @Test
  void takesNoNumberOfMoreThan256Bits() {
    assertThatThrownBy(() -> Sm2BasePoint.times(BigInteger.ONE.shiftLeft(256)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void check(BigInteger k) {
    ECPoint expected = new FixedPointCombMultiplier().multiply(Curve.SM2.getG(), k).normalize();
    assertThat(Sm2BasePoint.times(k)).as(k.toString(16)).isEqualTo(expected);
  }
}
