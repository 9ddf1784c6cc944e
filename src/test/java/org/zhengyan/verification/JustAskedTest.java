package org.zhengyan.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.zhengyan.registry.Uscc;

class JustAskedTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant EXPIRES = NOW.plusSeconds(600);

  private final JustAsked sessions = new JustAsked();
  private final Verification.Asked asked = asked();

  @Test
  void givesASessionToItsClientOnce() {
    sessions.add(asked);
    assertThat(sessions.take(asked.id(), "demo-appstore", NOW)).contains(asked);
    assertThat(sessions.take(asked.id(), "demo-appstore", NOW)).isEmpty();
  }

  @Test
  void leavesItThereForItsClientWhenAnotherAsks() {
    sessions.add(asked);
    assertThat(sessions.take(asked.id(), "demo-social", NOW)).isEmpty();
    assertThat(sessions.take(asked.id(), "demo-appstore", NOW)).contains(asked);
  }

  @Test
  void knowsNoneWhoseTimeIsOver() {
    sessions.add(asked);
    assertThat(sessions.take(asked.id(), "demo-appstore", EXPIRES)).isEmpty();
  }

  @Test
  void forgetsRatherThanGrows() {
    for (int i = 0; i < 10_000; i++) {
      sessions.add(asked());
    }
    assertThat(sessions.size()).isLessThanOrEqualTo(2_000);
  }

  private static Verification.Asked asked() {
    Terms terms =
        new Terms(
            new Terms.Claimed("测试单位", new Uscc("11100000000013338W")),
            new Terms.Action(ActionType.ACCOUNT_OPENING, "官方账号", "test", null),
            null,
            null,
            Assurance.POSSESSION,
            Terms.ALL_SUITES,
            null,
            null);
    return new Verification.Asked(
        VerificationId.random(NOW, new SecureRandom()),
        "demo-appstore",
        terms,
        new Challenge("challenge".getBytes(StandardCharsets.UTF_8)),
        null,
        NOW,
        EXPIRES);
  }
}
