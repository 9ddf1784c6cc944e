package org.zhengyan.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.zhengyan.ServerTest;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.principal.Clients;
import org.zhengyan.status.StatusLookup;

/** A node with a key that does not answer says which, and takes no requests. */
@ServerTest
class ReadinessTest {
  private static final Path DEVELOPMENT = Path.of("keys-dev");

  @Autowired private StatusLookup statuses;
  @Autowired private Clients clients;

  @TempDir Path directory;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @BeforeEach
  void copyKeys() throws IOException {
    try (Stream<Path> files = Files.list(DEVELOPMENT)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void isReadyWithAllKeys() {
    KeyProbes probes = probes();
    await()
        .untilAsserted(
            () -> {
              Health health = health(probes);
              assertThat(health.getStatus()).as(health.toString()).isEqualTo(Status.UP);
              assertThat(health.getDetails()).doesNotContainKey("keysThatDoNotSign");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tsa-sm2", "tsa-p256", "seal-sm2", "seal-p256", "seal-maker-sm2", "escrow-p256", "receipt-sm2",
        "ca-organ-sm2"
      })
  void namesTheKeyThatIsMissing(String name) throws IOException {
    Files.delete(directory.resolve(name + ".p12"));
    assertSilent(health(probes()), name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tsa-p256", "seal-p256", "escrow-p256"})
  void namesTheKeyThatIsAnotherOne(String name) throws IOException {
    Files.copy(
        directory.resolve("receipt-p256.p12"),
        directory.resolve(name + ".p12"),
        StandardCopyOption.REPLACE_EXISTING);
    assertSilent(health(probes()), name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"seal-maker-sm2", "escrow-p256"})
  void noticesWithinTenSecondsThatAKeyIsBack(String name) throws IOException {
    Files.delete(directory.resolve(name + ".p12"));
    KeyProbes probes = probes();
    assertThat(probes.silent()).containsExactly(name);
    Files.copy(DEVELOPMENT.resolve(name + ".p12"), directory.resolve(name + ".p12"));
    now = now.plus(Duration.ofSeconds(9));
    assertThat(probes.silent()).containsExactly(name);
    now = now.plus(Duration.ofSeconds(1));
    assertThat(probes.silent()).isEmpty();
  }

  @Test
  void noticesWithinFiveMinutesThatTheEscrowKeyIsGone() throws IOException {
    KeyProbes probes = probes();
    assertThat(probes.silent()).isEmpty();
    Files.delete(directory.resolve("escrow-p256.p12"));
    now = now.plus(Duration.ofMinutes(5));
    assertThat(probes.silent()).containsExactly("escrow-p256");
  }

  private KeyProbes probes() {
    InstantSource source = () -> now;
    Clock clock = source.withZone(ZoneOffset.UTC);
    return new KeyProbes(KeyVault.ofDirectory(directory, "zhengyan-dev".toCharArray()), clock);
  }

  private Health health(KeyProbes probes) {
    return new ReadinessIndicator(statuses, clients, probes).health();
  }

  private static void assertSilent(Health health, String name) {
    assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
    assertThat(health.getDetails()).containsEntry("keysThatDoNotSign", List.of(name));
  }
}
