package org.zhengyan.browser;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sample platforms as {@code src/examples} has them, each in a process of its own. */
final class PlatformProcesses implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("The sample platform is at (http://localhost:\\d+)/");

  private final List<Process> processes = new ArrayList<>();
  private final String service;

  PlatformProcesses(String service) {
    this.service = service;
  }

  /** Starts one; returns its address. */
  String start(String name, String... options) throws IOException {
    Path log = Files.createDirectories(Path.of("target", "browser")).resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("src/examples/platform/SamplePlatform.java");
    command.add("--service=" + service);
    command.add("--port=0");
    command.addAll(List.of(options));
    processes.add(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start());
    return await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> address(Files.readString(log)), address -> !address.isEmpty());
  }

  private static String address(String log) {
    Matcher address = ADDRESS.matcher(log);
    return address.find() ? address.group(1) : "";
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
  }
}
