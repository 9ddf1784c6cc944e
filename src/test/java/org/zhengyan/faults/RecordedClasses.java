package org.zhengyan.faults;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The product's classes as a jar, and a record of one start with them (JEP 514), so that the many starts of
 * these tests read their classes from it: half the time of each. Made once for a build and shared by its JVMs;
 * a JVM that cannot use the record starts without it.
 */
final class RecordedClasses {
  private static final Path DIRECTORY = Path.of("target", "server-process").toAbsolutePath();
  private static final Path JAR = DIRECTORY.resolve("zhengyan-classes.jar");
  private static final Path RECORD = DIRECTORY.resolve("zhengyan.aot");
  private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();

  private RecordedClasses() {}

  /** What stands before the main class on the command line of a server. */
  static synchronized List<String> options() {
    try {
      Files.createDirectories(DIRECTORY);
      // Surefire may run more than one JVM.
      try (FileChannel channel =
              FileChannel.open(DIRECTORY.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (held.isValid() && !upToDate()) {
          record();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return List.of("-XX:AOTCache=" + RECORD, "-cp", classPath());
  }

  private static boolean upToDate() throws IOException {
    if (!Files.exists(RECORD)) {
      return false;
    }
    long recorded = Files.getLastModifiedTime(JAR).toMillis();
    try (Stream<Path> files = Files.walk(CLASSES)) {
      return files.allMatch(file -> file.toFile().lastModified() < recorded);
    }
  }

  private static void record() throws IOException, InterruptedException {
    Files.deleteIfExists(RECORD);
    pack();
    Path data = Files.createTempDirectory(DIRECTORY, "data");
    Process process =
        new ProcessBuilder(
                ServerProcess.java(
                    List.of("-XX:AOTCacheOutput=" + RECORD, "-Dspring.context.exit=onRefresh", "-cp", classPath()),
                    data))
            .redirectErrorStream(true)
            .redirectOutput(DIRECTORY.resolve("record.log").toFile())
            .start();
    boolean ended = process.waitFor(180, TimeUnit.SECONDS);
    // It halts as soon as the context stands, and leaves its stores behind.
    stop(data.resolve("postgres/data/postmaster.pid"));
    stop(data.resolve("redis/redis.pid"));
    if (!ended || process.exitValue() != 0 || !Files.exists(RECORD)) {
      process.destroyForcibly();
      throw new IllegalStateException("no start could be recorded: see " + DIRECTORY.resolve("record.log"));
    }
  }

  private static void stop(Path pid) throws IOException {
    if (Files.exists(pid)) {
      String number = Files.readAllLines(pid).getFirst().strip().split(" ")[0];
      ProcessHandle.of(Long.parseLong(number)).ifPresent(ProcessHandle::destroy);
    }
  }

  private static void pack() throws IOException {
    try (OutputStream out = Files.newOutputStream(JAR);
        ZipOutputStream jar = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(CLASSES)) {
      jar.setLevel(1);
      for (Path file : files.filter(path -> !path.equals(CLASSES)).sorted().toList()) {
        String name = CLASSES.relativize(file).toString().replace(File.separatorChar, '/');
        if (Files.isDirectory(file)) {
          // Spring looks for packages by their directories.
          jar.putNextEntry(new ZipEntry(name + "/"));
        } else {
          jar.putNextEntry(new ZipEntry(name));
          Files.copy(file, jar);
        }
        jar.closeEntry();
      }
    }
  }

  /** The jar in place of the directories, whose classes cannot be recorded. */
  private static String classPath() {
    String libraries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar"))
            .collect(Collectors.joining(File.pathSeparator));
    return JAR + File.pathSeparator + libraries;
  }
}
