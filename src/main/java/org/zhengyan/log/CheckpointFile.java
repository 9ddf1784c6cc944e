package org.zhengyan.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints that this node has seen, outside the database: {@code {data-dir}/log/checkpoints}.
 *
 * <p>Each is a signed note followed by a blank line, in growing size, and is on the disk (fsync) when
 * {@link #append} returns. At 16 MiB the file is renamed to {@code checkpoints-SIZE}, which nobody
 * writes again and an engineer may move away; the newest checkpoint is all that a start needs. A
 * record that a crash cut off is removed at the next start.
 *
 * <p>It does not defend against whoever can write the data directory, and knows only what this node
 * has seen.
 */
final class CheckpointFile {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFile.class);
  private static final String NAME = "checkpoints";

  private final Path directory;
  private final long rotateAt;
  private final Opener opener;
  private @Nullable FileChannel channel;
  private @Nullable Checkpoint last;

  CheckpointFile(Path dataDirectory) {
    this(dataDirectory, 16 << 20);
  }

  CheckpointFile(Path dataDirectory, long rotateAt) {
    this(dataDirectory, rotateAt, FileChannel::open);
  }

  CheckpointFile(Path dataDirectory, long rotateAt, Opener opener) {
    this.directory = dataDirectory.resolve("log");
    this.rotateAt = rotateAt;
    this.opener = opener;
  }

  /** The disk: {@link FileChannel#open(Path, OpenOption...)}, or one that fills up. */
  interface Opener {
    FileChannel open(Path file, OpenOption... options) throws IOException;
  }

  Path path() {
    return directory.resolve(NAME);
  }

  /**
   * The newest checkpoint, empty when none was ever kept.
   *
   * @throws DamagedLog when the file is not what {@link #append} writes
   */
  synchronized Optional<Checkpoint> last() {
    open();
    return Optional.ofNullable(last);
  }

  /** Adds a checkpoint, which must be larger than the last; on the disk when this returns. */
  synchronized void append(Checkpoint checkpoint) {
    FileChannel file = open();
    Checkpoint before = last;
    if (before != null && checkpoint.size() <= before.size()) {
      throw new IllegalArgumentException(checkpoint.size() + " after " + before.size());
    }
    try {
      if (before != null && file.size() >= rotateAt) {
        file = rotate(file, before);
      }
      byte[] record = (checkpoint.note() + '\n').getBytes(StandardCharsets.UTF_8);
      ByteBuffer buffer = ByteBuffer.wrap(record);
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
      file.force(false);
      last = checkpoint;
    } catch (IOException e) {
      // What was half written is removed when the file is opened again.
      close();
      throw new UncheckedIOException("cannot keep a checkpoint in " + path(), e);
    }
  }

  /** Moves every file to a name beside it, so that the next checkpoint is the first. */
  synchronized List<Path> setAside() {
    close();
    List<Path> moved = new ArrayList<>();
    try {
      for (Path file : files()) {
        Path aside = directory.resolve("disputed-" + System.currentTimeMillis() + "-" + file.getFileName());
        Files.move(file, aside);
        moved.add(aside);
      }
      forceDirectory();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return moved;
  }

  synchronized void close() {
    last = null;
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.warn("closing {}: {}", path(), e.toString());
      }
    }
  }

  /** All files, oldest first; {@code checkpoints} itself last, if there is one. */
  List<Path> files() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> files =
          new ArrayList<>(
              all.filter(file -> file.getFileName().toString().matches(NAME + "-\\d{19}")).sorted().toList());
      if (Files.exists(path())) {
        files.add(path());
      }
      return files;
    }
  }

  private FileChannel open() {
    FileChannel known = channel;
    if (known != null) {
      return known;
    }
    try {
      Files.createDirectories(directory);
      Checkpoint newest = null;
      List<Path> files = files();
      for (int i = files.size() - 1; i >= 0 && newest == null; i--) {
        CheckpointRecords records = CheckpointRecords.read(files.get(i));
        newest = records.notes().isEmpty() ? null : Checkpoint.parse(records.notes().getLast());
        if (records.torn()) {
          repair(files.get(i), records.end());
        }
      }
      FileChannel opened =
          opener.open(path(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      forceDirectory();
      channel = opened;
      last = newest;
      return opened;
    } catch (InvalidCheckpoint e) {
      throw new DamagedLog("the last checkpoint of " + directory + " cannot be read: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open " + path(), e);
    }
  }

  private FileChannel rotate(FileChannel full, Checkpoint newest) throws IOException {
    full.close();
    channel = null;
    Files.move(path(), directory.resolve(String.format(Locale.ROOT, "%s-%019d", NAME, newest.size())));
    FileChannel next =
        opener.open(path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
    channel = next;
    forceDirectory();
    return next;
  }

  private void repair(Path torn, long length) throws IOException {
    if (!torn.equals(path())) {
      throw new DamagedLog(torn + " ends within a record");
    }
    LOG.warn("{}: removing a record that a crash cut off", torn);
    try (FileChannel file = FileChannel.open(torn, StandardOpenOption.WRITE)) {
      file.truncate(length);
      file.force(true);
    }
  }

  /** A new name is on the disk only when its directory is. */
  private void forceDirectory() throws IOException {
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }
}
