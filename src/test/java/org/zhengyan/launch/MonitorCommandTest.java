package org.zhengyan.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.TestReceipts;

@ServerTest
class MonitorCommandTest {
  @TempDir Path directory;
  @LocalServerPort private int port;

  private record Ran(int code, String out) {}

  @Test
  void watchesARunningServer() throws Exception {
    TestReceipts.of(port, "p256");
    String url = "http://localhost:" + port;
    String state = directory.resolve("state").toString();
    Ran first = run(url, "--state", state);
    assertThat(first.out())
        .startsWith("Trusting development roots, whose private keys are public: this proves nothing.")
        .contains("The log is sound. It is the first look");
    assertThat(first.code()).isZero();
    TestReceipts.of(port, "sm2");
    Ran second = run(url + "/log", "--state=" + state, "--origin", "localhost:8080/log");
    assertThat(second.out()).containsPattern("it grew by [1-9]\\d* leaves and took nothing back");
    Ran whole = run(url, "--state", state, "--whole");
    assertThat(whole.code()).as(whole.out()).isZero();
  }

  @Test
  void saysWhatItDoesNotUnderstand() {
    String state = directory.resolve("state").toString();
    for (List<String> words :
        List.of(
            List.<String>of(),
            List.of("http://localhost"),
            List.of("--state", state),
            List.of("localhost", "--state", state),
            List.of("ftp://localhost", "--state", state),
            List.of("file:///etc/passwd", "--state", state),
            List.of("http://localhost?x", "--state", state),
            List.of("http:///", "--state", state),
            List.of("http://local host", "--state", state),
            List.of("http://localhost", "--state", state, "--whole=yes"),
            List.of("http://localhost", "--state", state, "--max-growth", "0"),
            List.of("http://localhost", "--state", state, "--max-growth", "many"),
            List.of("http://localhost", "--state", state, "--time", "-1"),
            List.of("http://localhost", "--state", state, "--root", "nothing-is-here"),
            List.of("http://localhost", "--state", directory.resolve("none/state").toString()),
            List.of("http://localhost", "--state", directory.toString()))) {
      Ran ran = run(words.toArray(String[]::new));
      assertThat(ran.code()).as("%s: %s", words, ran.out()).isEqualTo(2);
    }
  }

  private static Ran run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code = MonitorCommand.run(List.of(words), stream, Clock.systemUTC());
    return new Ran(code, out.toString(StandardCharsets.UTF_8));
  }
}
