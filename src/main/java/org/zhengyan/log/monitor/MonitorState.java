package org.zhengyan.log.monitor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.zhengyan.log.Checkpoint;
import org.zhengyan.log.InvalidCheckpoint;
import org.zhengyan.log.Sha256;
import org.zhengyan.log.TreeEdge;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a monitor remembers, in one file: the last checkpoint that it found sound with the right edge of
 * its tree, and how far it came beyond. Some kilobytes, however long the log.
 *
 * <p>A file is replaced in one step and is on the disk when {@link #save} returns. Whoever can write it
 * can make the monitor forget.
 */
final class MonitorState implements AutoCloseable {
  private static final int MAX_BYTES = 1 << 20;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** The edge of a tree, as it is written: its partial tiles, hashes in base64. */
  record Edge(long size, List<List<String>> tiles) {
    static Edge of(TreeEdge edge) {
      Base64.Encoder base64 = Base64.getEncoder();
      return new Edge(
          edge.size(),
          edge.partial().stream().map(tile -> tile.stream().map(base64::encodeToString).toList()).toList());
    }

    TreeEdge grown() {
      return TreeEdge.of(
          size,
          (level, index, width) -> {
            byte[] hashes = new byte[width * Sha256.LENGTH];
            for (int i = 0; i < width; i++) {
              byte[] hash = Base64.getDecoder().decode(tiles.get(level).get(i));
              System.arraycopy(hash, 0, hashes, i * Sha256.LENGTH, Sha256.LENGTH);
            }
            return hashes;
          });
    }
  }

  private record Written(int version, @Nullable String checkpoint, @Nullable Edge edge, @Nullable Edge progress) {}

  /** A checkpoint that was found sound, and its tree's edge. */
  record Seen(Checkpoint checkpoint, TreeEdge edge) {}

  private final Path file;
  private final FileChannel lock;
  private Optional<Seen> seen = Optional.empty();
  private Optional<TreeEdge> progress = Optional.empty();

  private MonitorState(Path file, FileChannel lock) {
    this.file = file;
    this.lock = lock;
  }

  /**
   * Takes the file for this process, and reads it if it is there.
   *
   * @throws Finding {@code STATE} when another process has it, or it is not what {@link #save} writes
   */
  static MonitorState open(Path file) throws Finding {
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    try {
      FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      MonitorState state = new MonitorState(file, lock);
      try {
        state.take();
        state.read();
        return state;
      } catch (IOException | Finding e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new Finding(Finding.Kind.STATE, file + " cannot be used: " + e);
    }
  }

  private void take() throws IOException, Finding {
    FileLock held;
    try {
      held = lock.tryLock();
    } catch (OverlappingFileLockException e) {
      held = null;
    }
    if (held == null) {
      throw new Finding(Finding.Kind.STATE, "another monitor works with " + file);
    }
  }

  private void read() throws IOException, Finding {
    if (!Files.exists(file)) {
      return;
    }
    if (Files.size(file) > MAX_BYTES) {
      throw damaged("it is too large");
    }
    try {
      Written written = JSON.readValue(Files.readAllBytes(file), Written.class);
      if (written.version() != 1) {
        throw damaged("it is of another version");
      }
      if (written.checkpoint() != null && written.edge() != null) {
        Seen known = new Seen(Checkpoint.parse(written.checkpoint()), written.edge().grown());
        boolean same =
            known.checkpoint().size() == known.edge().size()
                && Arrays.equals(known.checkpoint().root(), known.edge().root());
        if (!same) {
          throw damaged("its tree is not that of its checkpoint");
        }
        seen = Optional.of(known);
      }
      progress = Optional.ofNullable(written.progress()).map(Edge::grown);
    } catch (InvalidCheckpoint e) {
      throw damaged(String.valueOf(e.getMessage()));
    } catch (JacksonException | IllegalArgumentException | IndexOutOfBoundsException | NullPointerException e) {
      throw damaged("it is not what a monitor writes");
    }
  }

  private Finding damaged(String why) {
    return new Finding(
        Finding.Kind.STATE,
        file + " is damaged (" + why + "): find out why; without it the monitor begins anew and knows nothing");
  }

  Optional<Seen> seen() {
    return seen;
  }

  /** How far the last look came beyond {@link #seen}, when it did not end. */
  Optional<TreeEdge> progress() {
    return progress;
  }

  /** Remembers a checkpoint that was found sound. */
  void saw(Checkpoint checkpoint, TreeEdge edge) throws Finding {
    seen = Optional.of(new Seen(checkpoint, edge));
    progress = Optional.empty();
    save();
  }

  /** Remembers how far this look came; null forgets it. */
  void came(@Nullable TreeEdge edge) throws Finding {
    progress = Optional.ofNullable(edge);
    save();
  }

  /** Keeps what proves a finding beside the file, once. */
  Path keep(String name, String text) throws Finding {
    Path evidence = file.resolveSibling(file.getFileName() + "." + name);
    if (!Files.exists(evidence)) {
      replace(evidence, text.getBytes(StandardCharsets.UTF_8));
    }
    return evidence;
  }

  private void save() throws Finding {
    Written written =
        new Written(
            1,
            seen.map(known -> known.checkpoint().note()).orElse(null),
            seen.map(known -> Edge.of(known.edge())).orElse(null),
            progress.map(Edge::of).orElse(null));
    replace(file, JSON.writeValueAsBytes(written));
  }

  private static void replace(Path file, byte[] octets) throws Finding {
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    try {
      try (FileChannel channel =
          FileChannel.open(
              aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
        directory.force(true);
      }
    } catch (IOException e) {
      throw new Finding(Finding.Kind.STATE, file + " cannot be written: " + e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
