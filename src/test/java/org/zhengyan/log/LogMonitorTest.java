package org.zhengyan.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zhengyan.log.WatchedLog.ALTERED;
import static org.zhengyan.log.WatchedLog.FORKED;
import static org.zhengyan.log.WatchedLog.JUMPED;
import static org.zhengyan.log.WatchedLog.ROLLED_BACK;
import static org.zhengyan.log.WatchedLog.SOUND;
import static org.zhengyan.log.WatchedLog.STATE;
import static org.zhengyan.log.WatchedLog.UNREACHABLE;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.keys.TrustedRoots;
import org.zhengyan.log.WatchedLog.Looked;
import org.zhengyan.log.monitor.LogMonitor;

/** A monitor that follows an honest log, on good days and bad ones. */
class LogMonitorTest {
  @TempDir Path directory;
  private WatchedLog watched;

  @BeforeEach
  void serve() throws IOException {
    watched = new WatchedLog(directory);
  }

  @AfterEach
  void stop() {
    watched.close();
  }

  @Test
  void followsALogThatGrows() throws Exception {
    for (int size : List.of(1, 2, 255, 256, 257, 600, 1_024, 1_300)) {
      watched.growTo(size);
      Looked looked = watched.look();
      assertThat(looked.out()).contains("The log is sound").contains(size + " leaves, root ");
      assertThat(looked.code()).isEqualTo(SOUND);
    }
    assertThat(watched.look().out()).contains("it grew by 0 leaves");
    assertThat(watched.look(true).code()).isEqualTo(SOUND);
  }

  @Test
  void fetchesOnlyWhatIsNew() throws Exception {
    watched.growTo(1_300);
    watched.look();
    watched.stub.asked.clear();
    watched.growTo(1_400);
    watched.look();
    assertThat(watched.stub.asked)
        .containsExactly(
            "certificates", "checkpoint", "tile/0/005.p/120", "tile/entries/005.p/120", "tile/1/000.p/5");
    watched.stub.asked.clear();
    assertThat(watched.look(true).code()).isEqualTo(SOUND);
    assertThat(watched.stub.asked).contains("tile/0/000", "tile/entries/000", "tile/0/004");
  }

  @Test
  void goesOnWhereItStopped() throws Exception {
    watched.growTo(70_000);
    watched.stub.forger =
        (path, answer) -> path.equals("tile/0/270") ? new LogStub.Answer(500, new byte[0]) : answer;
    Looked first = watched.look();
    assertThat(first.out()).contains("tile/0/270 cannot be had: status 500");
    assertThat(first.code()).isEqualTo(UNREACHABLE);
    watched.stub.forger = LogStub.HONEST;
    watched.stub.asked.clear();
    Looked second = watched.look();
    assertThat(second.out()).contains("It is the first look");
    assertThat(second.code()).isEqualTo(SOUND);
    assertThat(watched.stub.asked).hasSizeLessThan(80).contains("tile/0/256", "tile/0/273.p/112", "tile/2/000.p/1");
  }

  @Test
  void stopsWhenItsTimeIsOver() throws Exception {
    watched.growTo(2_000);
    AtomicInteger seconds = new AtomicInteger();
    Clock ticking =
        new Clock() {
          @Override
          public Instant instant() {
            return Instant.parse("2026-11-22T12:00:00Z").plusSeconds(seconds.getAndIncrement());
          }

          @Override
          public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }
        };
    Looked first = watched.look(watched.options(false, 10_000, Duration.ofSeconds(5)), ticking);
    assertThat(first.out()).contains("the time is over at leaf ");
    assertThat(first.code()).isEqualTo(UNREACHABLE);
    watched.stub.asked.clear();
    assertThat(watched.look().code()).isEqualTo(SOUND);
    assertThat(watched.stub.asked).doesNotContain("tile/0/000");
  }

  /** Several nodes answer, and one is a moment behind. */
  @Test
  void asksAgainWhereANodeIsBehind() throws Exception {
    watched.growTo(100);
    byte[] early = watched.node.published.checkpoint().orElseThrow().getBytes(StandardCharsets.UTF_8);
    watched.growTo(600);
    watched.look();
    AtomicInteger asked = new AtomicInteger();
    watched.stub.forger =
        (path, answer) ->
            path.equals("checkpoint") && asked.incrementAndGet() < 4 ? new LogStub.Answer(200, early) : answer;
    assertThat(watched.look().code()).isEqualTo(SOUND);
    watched.stub.forger = (path, answer) -> path.equals("checkpoint") ? new LogStub.Answer(200, early) : answer;
    assertThat(watched.look().code()).isEqualTo(ROLLED_BACK);
  }

  @Test
  void doesNotBelieveAJump() throws Exception {
    watched.growTo(100);
    watched.look();
    watched.growTo(300);
    Looked looked = watched.look(watched.options(false, 199, Duration.ofMinutes(1)), Clock.systemUTC());
    assertThat(looked.out()).contains("200 new leaves, and --max-growth is 199");
    assertThat(looked.code()).isEqualTo(JUMPED);
    Looked fitting = watched.look(watched.options(false, 200, Duration.ofMinutes(1)), Clock.systemUTC());
    assertThat(fitting.code()).isEqualTo(SOUND);
  }

  /** As the specification allows once the tile is full. */
  @Test
  void takesTheFullTileWhereAPartialOneIsGone() throws Exception {
    watched.growTo(600);
    Checkpoint early = Checkpoint.parse(watched.node.published.checkpoint().orElseThrow());
    watched.growTo(1_000);
    watched.stub.forger =
        (path, answer) ->
            path.equals("checkpoint")
                ? new LogStub.Answer(200, early.note().getBytes(StandardCharsets.UTF_8))
                : path.contains("002.p/") ? new LogStub.Answer(404, new byte[0]) : answer;
    assertThat(watched.look().code()).isEqualTo(SOUND);
    assertThat(watched.stub.asked).contains("tile/0/002.p/88", "tile/0/002");
  }

  @Test
  void wantsBothSignaturesByCertifiedKeys() throws Exception {
    watched.growTo(3);
    for (org.zhengyan.keys.Suite suite : org.zhengyan.keys.Suite.values()) {
      byte[] one = watched.node.published.checkpoint(suite).orElseThrow().getBytes(StandardCharsets.UTF_8);
      watched.stub.forger = (path, answer) -> path.equals("checkpoint") ? new LogStub.Answer(200, one) : answer;
      assertThat(watched.look().out()).contains("its checkpoint: not signed by a known key");
    }
    watched.stub.forger = LogStub.HONEST;
    Looked half =
        watched.look(
            watched.options(false, 10_000, Duration.ofMinutes(1)),
            TrustedRoots.read(List.of(Path.of("keys-dev/root-sm2.crt"))),
            Clock.systemUTC());
    assertThat(half.out()).contains("not signed by a known key of the log in p256");
    watched.stub.forger =
        (path, answer) ->
            path.equals("certificates") ? new LogStub.Answer(200, "none".getBytes(StandardCharsets.UTF_8)) : answer;
    assertThat(watched.look().code()).isEqualTo(ALTERED);
  }

  @Test
  void knowsTheLogByItsName() throws Exception {
    watched.growTo(3);
    LogMonitor.Options other =
        new LogMonitor.Options(
            watched.stub.url(), directory.resolve("state"), "other.example/log", false, 10, Duration.ofMinutes(1),
            Duration.ZERO);
    assertThat(watched.look(other, Clock.systemUTC()).code()).isEqualTo(FORKED);
    LogMonitor.Options right =
        new LogMonitor.Options(
            URI.create(watched.stub.url() + "/log/"), directory.resolve("state"), "verify.example.org/log", false, 10,
            Duration.ofMinutes(1), Duration.ZERO);
    assertThat(watched.look(right, Clock.systemUTC()).code()).isEqualTo(SOUND);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 401, 404, 429, 500, 503})
  void saysThatItCouldNotLook(int status) throws Exception {
    watched.growTo(3);
    watched.stub.forger = (path, answer) -> new LogStub.Answer(status, "x".getBytes(StandardCharsets.UTF_8));
    assertThat(watched.look().code()).isEqualTo(UNREACHABLE);
  }

  @Test
  void saysThatNobodyAnswers() throws Exception {
    watched.stub.close();
    Looked looked = watched.look();
    assertThat(looked.out()).contains("Not looked to the end: ");
    assertThat(looked.code()).isEqualTo(UNREACHABLE);
  }

  @Test
  void neverForgetsBecauseOfADamagedState() throws Exception {
    watched.growTo(600);
    watched.look();
    Path state = directory.resolve("state");
    String written = Files.readString(state);
    for (String damaged :
        List.of(
            "", "{}", "[]", "null", "x", written + "x", written.substring(1),
            written.substring(0, written.length() / 2), written.replace("\"version\":1", "\"version\":2"),
            written.replaceFirst("\"size\":600", "\"size\":599"),
            written.replaceFirst("\"size\":600", "\"size\":-1"),
            written.replaceFirst("\"size\":600", "\"size\":9000000000000000000"),
            written.replaceFirst("\"tiles\":\\[\\[\".", "\"tiles\":[[\"_"),
            "x".repeat(2_000_000))) {
      assertThat(damaged).isNotEqualTo(written);
      Files.writeString(state, damaged);
      Looked looked = watched.look();
      assertThat(looked.code()).as(damaged.substring(0, Math.min(80, damaged.length()))).isEqualTo(STATE);
      assertThat(looked.out()).contains("is damaged");
      assertThat(Files.readString(state)).isEqualTo(damaged);
    }
    Files.writeString(state, written);
    assertThat(watched.look().code()).isEqualTo(SOUND);
  }

  @Test
  void worksAloneWithItsState() throws Exception {
    watched.growTo(3);
    try (FileChannel other =
        FileChannel.open(
            directory.resolve("state.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      other.lock();
      assertThat(watched.look().out()).contains("another monitor works with ");
    }
    assertThat(watched.look().code()).isEqualTo(SOUND);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("node", "state", "state.lock");
    }
  }
}
