package org.zhengyan.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.notification.push.PushReply;

/** What a receiver's answer means, how long to wait, and what a setting may not say. */
class NotificationRulesTest {

  private static NotificationProperties properties(boolean loopback, Duration lease) {
    return new NotificationProperties(
        true,
        loopback,
        Duration.ofMillis(500),
        Duration.ofSeconds(3),
        Duration.ofSeconds(5),
        Duration.ofSeconds(8),
        lease,
        Duration.ofSeconds(1),
        Duration.ofMinutes(15),
        Duration.ofMinutes(1),
        500,
        Duration.ofDays(3),
        5,
        Duration.ofDays(1),
        Duration.ofDays(30),
        Duration.ofSeconds(25));
  }

  private static Outcome answer(int status, String body) {
    return Outcome.of(new PushReply(status, body.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void takes202ForAccepted() {
    assertThat(answer(202, "")).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void keepsTheErrorOfA400() {
    assertThat(answer(400, "{\"err\":\"invalid_request\",\"description\":\"no\"}"))
        .isEqualTo(new Outcome.Refused("400 invalid_request: no"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "{}", "[]", "{\"err\":17}", "{\"error\":\"x\"}"})
  void triesA400WithoutAnErrorAgain(String body) {
    assertThat(answer(400, body)).isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void showsNothingThatCannotBeSeen() {
    Outcome refused = answer(400, "{\"err\":\"x\",\"description\":\"a\\u202eb\"}");
    assertThat(refused.text()).doesNotContain("\u202e");
    assertThat(answer(400, "{\"err\":\"x\",\"description\":\"" + "y".repeat(5_000) + "\"}").text())
        .hasSizeLessThan(200);
  }

  @ParameterizedTest
  @CsvSource({
    "200, false", "204, false", "301, true", "307, true", "401, true", "403, true", "404, true", "409, false",
    "429, true", "500, false", "502, true", "503, true", "504, true"
  })
  void triesEverythingElseAgain(int status, boolean whole) {
    assertThat(answer(status, "")).isInstanceOfSatisfying(
        Outcome.Failed.class, failed -> assertThat(failed.whole()).isEqualTo(whole));
  }

  @Test
  void doublesWithChanceUpToItsLimit() {
    Duration first = Duration.ofSeconds(1);
    Duration longest = Duration.ofMinutes(15);
    for (int i = 0; i < 200; i++) {
      assertThat(Backoff.after(1, first, longest)).isBetween(Duration.ofMillis(500), first);
      assertThat(Backoff.after(4, first, longest)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
      assertThat(Backoff.after(5_000, first, longest)).isBetween(longest.dividedBy(2), longest);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "DEV", mode = EnumSource.Mode.EXCLUDE)
  void stopsTheStartWithLoopbackOutsideDevelopment(ServiceEnvironment environment) {
    ServiceProperties service =
        new ServiceProperties(URI.create("https://verify.example.com"), null, Path.of("data"), environment);
    assertThatThrownBy(
            () -> new NotificationConfiguration(properties(true, Duration.ofSeconds(15)), service))
        .hasMessageContaining("allow-loopback");
    assertThat(new NotificationConfiguration(properties(false, Duration.ofSeconds(15)), service).loopback())
        .isFalse();
  }

  @Test
  void refusesALeaseThatADeliveryOutlives() {
    assertThatThrownBy(() -> properties(false, Duration.ofSeconds(9))).hasMessageContaining("lease");
  }

  @Test
  void letsTwoPollsOfAnEndpointWaitAndNoMore() throws Exception {
    PollWaiters waiters = new PollWaiters();
    waiters.start();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> one = threads.submit(() -> waiters.await("endpoint", Duration.ofMinutes(1)));
      Future<Boolean> two = threads.submit(() -> waiters.await("endpoint", Duration.ofMinutes(1)));
      Awaitility.await().until(() -> waiters.waitingFor("endpoint") == 2);
      assertThat(waiters.await("endpoint", Duration.ofMinutes(1))).isFalse();
      // A stop lets them answer.
      waiters.stop();
      assertThat(one.get()).isTrue();
      assertThat(two.get()).isTrue();
      assertThat(waiters.await("endpoint", Duration.ofMinutes(1))).isFalse();
    }
  }
}
