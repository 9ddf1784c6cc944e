package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zhengyan.browser.Body.Asked;

/**
 * How long a platform waits from the holder's yes to the verdict, the signature made in the page. The password is
 * worked through from the pause after its last letter on, so it is measured for who presses at once, as only a
 * machine can, and for who looks at the page for a second and a half. It asserts no time: {@code mvn -Pbrowser test
 * -Dtest=AgreeToVerdict}.
 */
class AgreeToVerdict extends BrowserTest {
  private static final int WARM_UP = 3;
  private static final int SAMPLES = 10;

  @ParameterizedTest
  @CsvSource({"p256, 0", "p256, 1500", "sm2, 0", "sm2, 1500"})
  void takes(String suite, int pause) {
    Body body = new Body(PORT, suite);
    long[] millis = new long[SAMPLES];
    for (int i = -WARM_UP; i < SAMPLES; i++) {
      long took = once(body, pause);
      if (i >= 0) {
        millis[i] = took;
      }
    }
    Arrays.sort(millis);
    System.out.printf(
        "agree to verdict, %s, pressed %,d ms after the password: median %,d ms, slowest of %d %,d ms%n",
        suite, pause, millis[SAMPLES / 2], SAMPLES, millis[SAMPLES - 1]);
  }

  private long once(Body body, int pause) {
    Asked asked = body.askAcrossDevices();
    try (Phone phone = new Phone()) {
      phone.take(asked).waitFor("输入平台页面上的核对码").typeCode(asked.code());
      phone.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD);
      phone.page.waitForTimeout(pause);
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
