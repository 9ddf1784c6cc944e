package org.zhengyan.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class JustAskedTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant EXPIRES = NOW.plusSeconds(1_200);

  private final JustAsked sessions = new JustAsked();
  private final Verification.Asked asked = VerificationStoreTest.asked(NOW);

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
      sessions.add(VerificationStoreTest.asked(NOW));
    }
    assertThat(sessions.size()).isLessThanOrEqualTo(2_000);
  }

  /** Two pieces of evidence at once: one is served from here, and the other reads what stands. */
  @Test
  void givesASessionToOneOfManyAtOnce() throws Exception {
    for (int round = 0; round < 50; round++) {
      Verification.Asked asked = VerificationStoreTest.asked(NOW);
      sessions.add(asked);
      List<Callable<Boolean>> takers =
          Collections.nCopies(8, () -> sessions.take(asked.id(), "demo-appstore", NOW).isPresent());
      int given = 0;
      try (var threads = Executors.newFixedThreadPool(8)) {
        for (Future<Boolean> taken : threads.invokeAll(takers)) {
          given += taken.get() ? 1 : 0;
        }
      }
      assertThat(given).isEqualTo(1);
    }
  }
}
