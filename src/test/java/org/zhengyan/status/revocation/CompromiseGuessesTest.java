package org.zhengyan.status.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

class CompromiseGuessesTest {
  private final CompromiseGuesses guesses = new CompromiseGuesses();

  @Test
  void refusesAfterTenWrongProofs() {
    guess("192.0.2.1", 9);
    guesses.requireFew("192.0.2.1");
    guess("192.0.2.1", 1);
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> guesses.requireFew("192.0.2.1"));
    assertThat(refusal.problem()).isEqualTo(Problem.TOO_MANY_REQUESTS);
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void leavesOtherAddressesAlone() {
    guess("192.0.2.1", 10);
    guesses.requireFew("192.0.2.2");
  }

  @Test
  void countsAnIpv6NetworkAsOne() {
    for (int i = 0; i < 10; i++) {
      guess("2001:db8:0:1::" + i, 1);
    }
    assertThat(catchThrowableOfType(Refusal.class, () -> guesses.requireFew("2001:db8:0:1::ffff")))
        .isNotNull();
    guesses.requireFew("2001:db8:0:2::1");
  }

  private void guess(String address, int times) {
    for (int i = 0; i < times; i++) {
      guesses.count(address);
    }
  }
}
