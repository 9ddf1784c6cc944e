package org.zhengyan.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The {@code openssl} command: somebody else's implementation of the same standards. */
public final class OpenSsl {
  private OpenSsl() {}

  /** What it printed; a run that fails fails the test. */
  public static String run(Path directory, String... arguments)
      throws IOException, InterruptedException {
    Outcome outcome = attempt(directory, arguments);
    assertThat(outcome.exitCode())
        .as("openssl %s said: %s", String.join(" ", arguments), outcome.output())
        .isZero();
    return outcome.output();
  }

  public record Outcome(int exitCode, String output) {}

  public static Outcome attempt(Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add("openssl");
    Collections.addAll(command, arguments);
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }
}
