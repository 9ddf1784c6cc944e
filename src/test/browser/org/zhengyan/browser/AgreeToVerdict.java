package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.browser.Body.Asked;

/**
 * How long a platform waits from the holder's yes to the verdict, the key's password worked through and the
 * signature made in the page. It measures and asserts no time: {@code mvn -Pbrowser test -Dtest=AgreeToVerdict}.
 */
class AgreeToVerdict extends BrowserTest {
  private static final int WARM_UP = 3;
  private static final int SAMPLES = 10;

  @ParameterizedTest
  @ValueSource(strings = {"p256", "sm2"})
  void takes(String suite) {
    Body body = new Body(PORT, suite);
    long[] millis = new long[SAMPLES];
    for (int i = -WARM_UP; i < SAMPLES; i++) {
      long took = once(body);
      if (i >= 0) {
        millis[i] = took;
      }
    }
    Arrays.sort(millis);
    System.out.printf(
        "agree to verdict, %s: median %,d ms, slowest of %d %,d ms%n",
        suite, millis[SAMPLES / 2], SAMPLES, millis[SAMPLES - 1]);
  }

  private long once(Body body) {
    Asked asked = body.askAcrossDevices();
    try (Phone phone = new Phone()) {
      phone.take(asked).waitFor("输入平台页面上的核对码").typeCode(asked.code());
      phone.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD);
      long begin = System.nanoTime();
      phone.agree();
      String state = body.state(asked);
      while (state.equals("requested")) {
        state = body.state(asked);
      }
      long took = (System.nanoTime() - begin) / 1_000_000;
      assertThat(state).isEqualTo("verified");
      return took;
    }
  }
}
