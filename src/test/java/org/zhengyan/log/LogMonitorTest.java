package org.zhengyan.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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
import org.zhengyan.log.monitor.LogMonitor;

/** A monitor against an honest log, a rewritten one, and a server that lies. */
class LogMonitorTest {
  private static final int SOUND = 0;
  private static final int STATE = 2;
  private static final int UNREACHABLE = 3;
  private static final int ROLLED_BACK = 4;
  private static final int FORKED = 5;
  private static final int ALTERED = 6;
  private static final int JUMPED = 7;
  private static final List<Path> ROOTS =
      List.of(Path.of("keys-dev/root-p256.crt"), Path.of("keys-dev/root-sm2.crt"));

  @TempDir Path directory;
  private final TestLog log = new TestLog();
  private LogNode node;
  private LogStub stub;

  private record Looked(int code, String out) {}

  @BeforeEach
  void serve() throws IOException {
    node = new LogNode(log, directory.resolve("node"));
    stub = new LogStub(node);
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void followsALogThatGrows() throws Exception {
    for (int size : List.of(1, 2, 255, 256, 257, 600, 1_024, 1_300)) {
      growTo(size);
      Looked looked = look();
      assertThat(looked.out()).contains("The log is sound").contains(size + " leaves, root ");
      assertThat(looked.code()).isEqualTo(SOUND);
    }
    assertThat(look().out()).contains("it grew by 0 leaves");
    assertThat(look(true).code()).isEqualTo(SOUND);
  }

  @Test
  void fetchesOnlyWhatIsNew() throws Exception {
    growTo(1_300);
    look();
    stub.asked.clear();
    growTo(1_400);
    look();
    assertThat(stub.asked)
        .containsExactly(
            "certificates", "checkpoint", "tile/0/005.p/120", "tile/entries/005.p/120", "tile/1/000.p/5");
    stub.asked.clear();
    assertThat(look(true).code()).isEqualTo(SOUND);
    assertThat(stub.asked).contains("tile/0/000", "tile/entries/000", "tile/0/004");
  }

  @Test
  void goesOnWhereItStopped() throws Exception {
    growTo(70_000);
    stub.forger = (path, answer) -> path.equals("tile/0/270") ? new LogStub.Answer(500, new byte[0]) : answer;
    Looked first = look();
    assertThat(first.out()).contains("tile/0/270 cannot be had: status 500");
    assertThat(first.code()).isEqualTo(UNREACHABLE);
    stub.forger = LogStub.HONEST;
    stub.asked.clear();
    Looked second = look();
    assertThat(second.out()).contains("It is the first look");
    assertThat(second.code()).isEqualTo(SOUND);
    assertThat(stub.asked).hasSizeLessThan(80).contains("tile/0/256", "tile/0/273.p/112", "tile/2/000.p/1");
  }

  @Test
  void stopsWhenItsTimeIsOver() throws Exception {
    growTo(2_000);
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
    Looked first = look(options(false, 10_000, Duration.ofSeconds(5)), ticking);
    assertThat(first.out()).contains("the time is over at leaf ");
    assertThat(first.code()).isEqualTo(UNREACHABLE);
    stub.asked.clear();
    assertThat(look().code()).isEqualTo(SOUND);
    assertThat(stub.asked).doesNotContain("tile/0/000");
  }

  /** There is no octet of what is served that may be another. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "checkpoint", "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/entries/000", "tile/entries/001",
        "tile/entries/002.p/88", "tile/1/000.p/2"
      })
  void findsEveryOctetThatTheServerChanges(String resource) throws Exception {
    growTo(600);
    int length =
        switch (resource) {
          case "checkpoint" -> node.published.checkpoint().orElseThrow().getBytes(StandardCharsets.UTF_8).length;
          default -> node.published.tile(TilePath.parse(part(resource, 1), part(resource, 2)).orElseThrow())
              .orElseThrow().length;
        };
    int step = resource.equals("checkpoint") ? 5 : length / 12 + 1;
    for (int octet = 0; octet < length; octet += step) {
      stub.forger = LogStub.flip(resource, octet, octet % 8);
      Looked looked = look();
      assertThat(looked.code()).as("octet %d of %s: %s", octet, resource, looked.out()).isEqualTo(ALTERED);
    }
    assertThat(directory.resolve("state")).satisfiesAnyOf(
        file -> assertThat(file).doesNotExist(),
        file -> assertThat(Files.readString(file)).contains("\"checkpoint\":null"));
    stub.forger = LogStub.HONEST;
    assertThat(look().code()).isEqualTo(SOUND);
  }

  /** Rows changed by somebody who owns the database, below what the monitor fetches. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "update event set entry = set_byte(entry, 7, get_byte(entry, 7) # 1) where id = 300",
        "update event set entry = set_byte(entry, 7, get_byte(entry, 7) # 1) where id = 590",
        "update log_leaf set hash = set_byte(hash, 31, get_byte(hash, 31) # 1) where leaf_index = 590",
        "update log_tile set hashes = set_byte(hashes, 8191, get_byte(hashes, 8191) # 1) where tile_index = 1",
        "update log_tile set root = set_byte(root, 0, get_byte(root, 0) # 1) where tile_index = 1"
      })
  void findsEveryRowThatWasChanged(String sql) throws Exception {
    growTo(600);
    assertThat(look().code()).isEqualTo(SOUND);
    assertThat(log.tamper(sql)).isPositive();
    Looked whole = look(true);
    assertThat(whole.code()).as(whole.out()).isEqualTo(ALTERED);
    Files.delete(directory.resolve("state"));
    assertThat(look().code()).isEqualTo(ALTERED);
  }

  @Test
  void findsAChangedRowThatEveryTileAboveAgreesWith() throws Exception {
    growTo(600);
    assertThat(look().code()).isEqualTo(SOUND);
    log.tamper("update event set entry = sha256(entry) where id = 18");
    log.tamper(
        "update log_leaf set hash = sha256('\\x00'::bytea || entry) from event where id = event_id and id = 18");
    log.tamper(
        """
        update log_tile set hashes = (select string_agg(hash, ''::bytea order by leaf_index)
                                        from log_leaf where leaf_index < 256)
         where tile_index = 0
        """);
    assertThat(look(true).code()).isEqualTo(ALTERED);
  }

  @Test
  void findsALogThatWasTakenBack() throws Exception {
    growTo(100);
    growTo(600);
    look();
    log.restore(100);
    stub.log = new LogNode(log, directory.resolve("other")).published;
    turnOther();
    Looked looked = look();
    assertThat(looked.out()).contains("THE LOG TOOK SOMETHING BACK: it had 600 leaves");
    assertThat(looked.code()).isEqualTo(ROLLED_BACK);
    assertEvidence("state.evidence-600-100");
    assertThat(look().code()).as("as long as nobody looks into it").isEqualTo(ROLLED_BACK);
  }

  /** Several nodes answer, and one is a moment behind. */
  @Test
  void asksAgainWhereANodeIsBehind() throws Exception {
    growTo(100);
    byte[] early = node.published.checkpoint().orElseThrow().getBytes(StandardCharsets.UTF_8);
    growTo(600);
    look();
    AtomicInteger asked = new AtomicInteger();
    stub.forger =
        (path, answer) ->
            path.equals("checkpoint") && asked.incrementAndGet() < 4 ? new LogStub.Answer(200, early) : answer;
    assertThat(look().code()).isEqualTo(SOUND);
    stub.forger = (path, answer) -> path.equals("checkpoint") ? new LogStub.Answer(200, early) : answer;
    assertThat(look().code()).isEqualTo(ROLLED_BACK);
  }

  /** A copy was restored and went on: larger than what was seen, and another log. */
  @ParameterizedTest
  @ValueSource(ints = {600, 601, 767, 768, 769, 1_000, 2_000})
  void findsALogThatWasTakenBackAndGrewAgain(int size) throws Exception {
    growTo(100);
    growTo(600);
    look();
    log.restore(100);
    LogNode other = new LogNode(log, directory.resolve("other"));
    log.appendMany(size - 100);
    other.turn();
    stub.log = other.published;
    for (boolean whole : List.of(false, true)) {
      Looked looked = look(whole);
      assertThat(looked.out()).contains("THE LOG TELLS TWO STORIES: ");
      assertThat(looked.code()).isEqualTo(FORKED);
      assertEvidence("state.evidence-600-" + size);
    }
  }

  /** A server that changes a tile must not make the log look like one that was rewritten. */
  @Test
  void doesNotAccuseALogOfWhatItsServerDid() throws Exception {
    growTo(600);
    look();
    growTo(1_000);
    for (String resource : List.of("tile/0/002", "tile/1/000.p/3", "tile/0/003.p/232", "tile/entries/002")) {
      for (int octet : List.of(0, 20, 60)) {
        stub.forger = LogStub.flip(resource, octet, 3);
        Looked looked = look();
        assertThat(looked.code()).as("%s: %s", resource, looked.out()).isEqualTo(ALTERED);
      }
    }
    stub.forger = LogStub.HONEST;
    assertThat(look().code()).isEqualTo(SOUND);
  }

  @Test
  void doesNotBelieveAJump() throws Exception {
    growTo(100);
    look();
    growTo(300);
    Looked looked = look(options(false, 199, Duration.ofMinutes(1)), Clock.systemUTC());
    assertThat(looked.out()).contains("200 new leaves, and --max-growth is 199");
    assertThat(looked.code()).isEqualTo(JUMPED);
    assertThat(look(options(false, 200, Duration.ofMinutes(1)), Clock.systemUTC()).code()).isEqualTo(SOUND);
  }

  @Test
  void findsTilesThatAreMissingShortOrLong() throws Exception {
    growTo(600);
    for (String resource : List.of("tile/0/000", "tile/0/002.p/88", "tile/entries/001", "tile/1/000.p/2")) {
      stub.forger = (path, answer) -> path.startsWith(resource.replaceFirst("\\.p/.*", ""))
          ? new LogStub.Answer(404, new byte[0]) : answer;
      assertThat(look().out()).contains(resource + " is missing, and the checkpoint covers it");
      for (int length : List.of(1, 31, 1_000_000)) {
        stub.forger = (path, answer) -> path.equals(resource) ? new LogStub.Answer(200, new byte[length]) : answer;
        Looked looked = look();
        assertThat(looked.code()).as(looked.out()).isEqualTo(ALTERED);
      }
    }
  }

  /** As the specification allows once the tile is full. */
  @Test
  void takesTheFullTileWhereAPartialOneIsGone() throws Exception {
    growTo(600);
    Checkpoint early = Checkpoint.parse(node.published.checkpoint().orElseThrow());
    growTo(1_000);
    stub.forger =
        (path, answer) ->
            path.equals("checkpoint")
                ? new LogStub.Answer(200, early.note().getBytes(StandardCharsets.UTF_8))
                : path.contains("002.p/") ? new LogStub.Answer(404, new byte[0]) : answer;
    assertThat(look().code()).isEqualTo(SOUND);
    assertThat(stub.asked).contains("tile/0/002.p/88", "tile/0/002");
  }

  @Test
  void wantsBothSignaturesByCertifiedKeys() throws Exception {
    growTo(3);
    for (org.zhengyan.keys.Suite suite : org.zhengyan.keys.Suite.values()) {
      byte[] one = node.published.checkpoint(suite).orElseThrow().getBytes(StandardCharsets.UTF_8);
      stub.forger = (path, answer) -> path.equals("checkpoint") ? new LogStub.Answer(200, one) : answer;
      assertThat(look().out()).contains("its checkpoint: not signed by a known key");
    }
    stub.forger = LogStub.HONEST;
    Looked half =
        look(
            options(false, 10_000, Duration.ofMinutes(1)),
            TrustedRoots.read(List.of(Path.of("keys-dev/root-sm2.crt"))),
            Clock.systemUTC());
    assertThat(half.out()).contains("not signed by a known key of the log in p256");
    stub.forger =
        (path, answer) ->
            path.equals("certificates") ? new LogStub.Answer(200, "none".getBytes(StandardCharsets.UTF_8)) : answer;
    assertThat(look().code()).isEqualTo(ALTERED);
  }

  @Test
  void knowsTheLogByItsName() throws Exception {
    growTo(3);
    LogMonitor.Options other =
        new LogMonitor.Options(
            stub.url(), directory.resolve("state"), "other.example/log", false, 10, Duration.ofMinutes(1),
            Duration.ZERO);
    assertThat(look(other, Clock.systemUTC()).code()).isEqualTo(FORKED);
    LogMonitor.Options right =
        new LogMonitor.Options(
            URI.create(stub.url() + "/log/"), directory.resolve("state"), "verify.example.org/log", false, 10,
            Duration.ofMinutes(1), Duration.ZERO);
    assertThat(look(right, Clock.systemUTC()).code()).isEqualTo(SOUND);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 401, 404, 429, 500, 503})
  void saysThatItCouldNotLook(int status) throws Exception {
    growTo(3);
    stub.forger = (path, answer) -> new LogStub.Answer(status, "x".getBytes(StandardCharsets.UTF_8));
    assertThat(look().code()).isEqualTo(UNREACHABLE);
  }

  @Test
  void saysThatNobodyAnswers() throws Exception {
    stub.close();
    Looked looked = look();
    assertThat(looked.out()).contains("Not looked to the end: ");
    assertThat(looked.code()).isEqualTo(UNREACHABLE);
  }

  @Test
  void neverForgetsBecauseOfADamagedState() throws Exception {
    growTo(600);
    look();
    Path state = directory.resolve("state");
    String written = Files.readString(state);
    for (String damaged :
        List.of(
            "", "{}", "[]", "null", "x", written + "x", written.substring(1),
            written.substring(0, written.length() / 2), written.replace("\"version\":1", "\"version\":2"),
            written.replaceFirst("\"size\":600", "\"size\":599"),
            written.replaceFirst("\"size\":600", "\"size\":-1"),
            written.replaceFirst("\"size\":600", "\"size\":9000000000000000000"),
            written.replaceFirst("\"tiles\":\\[\\[\"[A-Za-z]", "\"tiles\":[[\"_"),
            "x".repeat(2_000_000))) {
      Files.writeString(state, damaged);
      Looked looked = look();
      assertThat(looked.code()).as(damaged.substring(0, Math.min(80, damaged.length()))).isEqualTo(STATE);
      assertThat(looked.out()).contains("is damaged");
      assertThat(Files.readString(state)).isEqualTo(damaged);
    }
    Files.writeString(state, written);
    assertThat(look().code()).isEqualTo(SOUND);
  }

  @Test
  void worksAloneWithItsState() throws Exception {
    growTo(3);
    try (FileChannel other =
        FileChannel.open(
            directory.resolve("state.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      other.lock();
      assertThat(look().out()).contains("another monitor works with ");
    }
    assertThat(look().code()).isEqualTo(SOUND);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("node", "state", "state.lock");
    }
  }

  private static String part(String resource, int index) {
    return resource.split("/", 3)[index];
  }

  private void growTo(int size) {
    log.appendMany(size - (int) log.count("event"));
    node.turn();
  }

  private void turnOther() {
    LogNode other = new LogNode(log, directory.resolve("other"));
    other.turn();
    stub.log = other.published;
  }

  private void assertEvidence(String name) throws IOException {
    assertThat(Files.readString(directory.resolve(name))).contains("verify.example.org/log\n600\n");
  }

  private LogMonitor.Options options(boolean whole, long growth, Duration time) {
    return new LogMonitor.Options(
        stub.url(), directory.resolve("state"), null, whole, growth, time, Duration.ofMillis(1));
  }

  private Looked look() throws Exception {
    return look(false);
  }

  private Looked look(boolean whole) throws Exception {
    return look(options(whole, 100_000, Duration.ofMinutes(5)), Clock.systemUTC());
  }

  private static Looked look(LogMonitor.Options options, Clock clock) throws Exception {
    return look(options, TrustedRoots.read(ROOTS), clock);
  }

  private static Looked look(LogMonitor.Options options, TrustedRoots roots, Clock clock) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = LogMonitor.run(options, roots, clock, new PrintStream(out, true, StandardCharsets.UTF_8));
    return new Looked(code, out.toString(StandardCharsets.UTF_8));
  }
}
