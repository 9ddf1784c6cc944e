package org.zhengyan.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands inside the Dockerfile, word by word, on the jar that was just packaged: taking it
 * apart, recording a start, and a start from the record. No engine is needed for that.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DockerCommandsIT {
  private static final List<String> LAYERS =
      List.of("dependencies", "spring-boot-loader", "snapshot-dependencies", "application");

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

  @TempDir static Path root;

  @Test
  @Order(1)
  void takesTheJarApart() throws Exception {
    Path build = Files.createDirectories(root.resolve("build"));
    Files.copy(Path.of("target", "zhengyan.jar"), build.resolve("zhengyan.jar"));
    run(build, java(command("extract")));
    run(build, List.of("sh", "-ec", command("mkdir native")));
    Path application = Files.createDirectories(root.resolve("application"));
    merge(build.resolve("native"), application.resolve("native"));
    for (String layer : LAYERS) {
      merge(build.resolve("layers").resolve(layer), application);
    }
    assertThat(size(build.resolve("layers/dependencies")))
        .as("what seldom changes is most of it")
        .isGreaterThan(20 * size(build.resolve("layers/application")));
    assertThat(application.resolve("zhengyan.jar")).exists();
    // With what seldom changes, and once (ADR 225).
    Path fonts = build.resolve("layers/dependencies/lib/zhengyan-fonts.jar");
    assertThat(fonts).exists();
    assertThat(entries(fonts)).contains("document/fonts/serif.ttf", "document/fonts/rare.txt");
    assertThat(entries(application.resolve("zhengyan.jar"))).noneMatch(name -> name.startsWith("document/fonts"));
  }

  @Test
  @Order(2)
  void recordsAStart() throws Exception {
    run(root.resolve("application"), java(command("AOTCacheOutput")));
    assertThat(root.resolve("tmp/zhengyan.aot")).isNotEmptyFile();
  }

  @Test
  @Order(3)
  void startsFromTheRecord() throws Exception {
    String command =
        command("AOTCacheOutput").replace("-XX:AOTCacheOutput=", "-XX:AOTMode=on -XX:AOTCache=");
    assertThat(run(root.resolve("application"), java(command)))
        .contains("P-256 is computed by AmazonCorrettoCryptoProvider");
    // With the library that lies in the image, as the training had it.
    assertThat(DockerFilesTest.instructions())
        .filteredOn(line -> line.startsWith("ENTRYPOINT") || line.contains("AOTCacheOutput"))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("-Djava.library.path=native")
                    .contains("-Dcom.amazon.corretto.crypto.provider.useExternalLib=true"));
  }

  /** The RUN instruction that holds the word, with the image's paths moved below the test's. */
  private String command(String word) {
    return DockerFilesTest.instructions().stream()
        .filter(line -> line.startsWith("RUN ") && line.contains(word))
        .findFirst()
        .orElseThrow()
        .substring("RUN ".length())
        .replace("/tmp/", root.resolve("tmp") + "/");
  }

  private static List<String> java(String command) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.set(0, JAVA.resolve("java").toString());
    return words;
  }

  /** What it said; it must end well. */
  private String run(Path directory, List<String> command) throws IOException, InterruptedException {
    Files.createDirectories(root.resolve("tmp"));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().merge("PATH", JAVA.toString(), (path, java) -> java + File.pathSeparator + path);
    builder.environment().put("SPRING_PROFILES_ACTIVE", "dev");
    builder.environment().put("ZHENGYAN_DATA_DIR", root.resolve("tmp/training").toString());
    builder.environment().put("SERVER_PORT", "0");
    builder.redirectErrorStream(true);
    Process process = builder.start();
    process.getOutputStream().close();
    try (InputStream output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(command + "\n" + text).isZero();
      return text;
    } finally {
      endStores();
    }
  }

  /** A start that is only recorded halts the machine; in an image nothing outlives that, here stores do. */
  private static void endStores() throws IOException {
    for (String pidFile : List.of("redis/redis.pid", "postgres/data/postmaster.pid")) {
      Path file = root.resolve("tmp/training").resolve(pidFile);
      if (Files.exists(file)) {
        long pid = Long.parseLong(Files.readString(file).split("\\s", 2)[0]);
        ProcessHandle.of(pid).ifPresent(DockerCommandsIT::end);
      }
    }
  }

  private static void end(ProcessHandle store) {
    store.destroy();
    store.onExit().completeOnTimeout(store, 10, TimeUnit.SECONDS).join();
  }

  private static void merge(Path from, Path to) throws IOException {
    if (!Files.exists(from)) {
      return;
    }
    for (Path file : files(from)) {
      Path target = to.resolve(from.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static List<String> entries(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(JarEntry::getName).toList();
    }
  }

  private static long size(Path directory) throws IOException {
    long size = 0;
    for (Path file : files(directory)) {
      size += Files.size(file);
    }
    return size;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }
}
