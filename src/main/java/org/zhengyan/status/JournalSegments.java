package org.zhengyan.status;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.ChangeFeed.Position;

/**
 * The journal's files: {@code journal-NNNNNN.log}, each begun whole by a rename and then only added to.
 *
 * <p>A file is never repaired: after a failure, and at every start, the next one is begun. What
 * cannot be read is therefore only ever the end of a file. One process holds the directory.
 */
final class JournalSegments implements AutoCloseable {
  /** Longer than any certificate lives: what an older file says concerns expired certificates only. */
  private static final Duration RETENTION = Duration.ofDays(6 * 366);

  /** What opens a new file for writing. */
  interface Opener {
    FileOutputStream open(Path file) throws IOException;
  }

  private final Path directory;
  private final Opener opener;
  private final FileChannel lockFile;
  private @Nullable FileOutputStream current;
  private long size;
  private int number;

  /**
   * @throws IOException when the directory cannot be made, or another process holds it
   */
  JournalSegments(Path directory) throws IOException {
    this(directory, file -> new FileOutputStream(file.toFile()));
  }

  JournalSegments(Path directory, Opener opener) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.opener = opener;
    this.lockFile =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!lock()) {
      lockFile.close();
      throw new IOException("another process holds the journal in " + directory);
    }
    List<Path> files = files(directory);
    this.number = files.isEmpty() ? 0 : number(files.getLast());
  }

  private boolean lock() throws IOException {
    try {
      FileLock lock = lockFile.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Oldest first. */
  static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().matches("journal-[0-9]{6,9}\\.log"))
          .sorted((a, b) -> Integer.compare(number(a), number(b)))
          .toList();
    }
  }

  List<Path> files() throws IOException {
    return files(directory);
  }

  /**
   * Reads one file to its end, or to where it was torn.
   *
   * @return the number of lines that cannot be read though one after them can: no crash leaves that
   */
  static int read(Path file, Consumer<JournalEntry> reader) throws IOException {
    int damaged = 0;
    int unreadable = 0;
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<JournalEntry> entry = JournalLine.read(line);
        if (entry.isEmpty()) {
          unreadable++;
        } else {
          damaged += unreadable;
          unreadable = 0;
          reader.accept(entry.get());
        }
      }
    }
    return damaged;
  }

  /** The place that a file begins at. */
  static Optional<Position> beginning(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (JournalLine.read(line).orElse(null) instanceof JournalEntry.Through(Position position)) {
          return Optional.of(position);
        }
      }
    }
    return Optional.empty();
  }

  /** Begins the next file with those entries, durably, and continues in it. */
  void begin(List<JournalEntry> head) throws IOException {
    close(current);
    current = null;
    number++;
    Path file = directory.resolve("journal-%06d.log".formatted(number));
    Path made = directory.resolve("journal.new");
    FileOutputStream stream = opener.open(made);
    try {
      byte[] bytes = bytes(head);
      stream.write(bytes);
      stream.getFD().sync();
      size = bytes.length;
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
        folder.force(true);
      }
      current = stream;
    } finally {
      if (current == null) {
        stream.close();
      }
    }
    forgetOld();
  }

  /** Adds entries; they are durable only after {@link #force}. */
  void append(List<JournalEntry> entries) throws IOException {
    FileOutputStream stream = current;
    if (stream == null) {
      throw new IOException("the journal has no open file");
    }
    byte[] bytes = bytes(entries);
    stream.write(bytes);
    size += bytes.length;
  }

  /** A stream rather than a channel: an interrupted thread would close a channel for everybody. */
  void force() throws IOException {
    FileOutputStream stream = current;
    if (stream == null) {
      throw new IOException("the journal has no open file");
    }
    stream.getFD().sync();
  }

  long size() {
    return size;
  }

  @Override
  public void close() throws IOException {
    close(current);
    current = null;
    lockFile.close();
  }

  private static byte[] bytes(List<JournalEntry> entries) {
    StringBuilder text = new StringBuilder();
    entries.forEach(entry -> text.append(JournalLine.write(entry)));
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void close(@Nullable FileOutputStream stream) throws IOException {
    if (stream != null) {
      stream.close();
    }
  }

  private void forgetOld() throws IOException {
    Instant oldest = Instant.now().minus(RETENTION);
    for (Path file : files()) {
      if (number(file) < number && Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
        Files.delete(file);
      }
    }
  }

  private static int number(Path file) {
    String name = file.getFileName().toString();
    return Integer.parseInt(name.substring("journal-".length(), name.length() - ".log".length()));
  }
}
