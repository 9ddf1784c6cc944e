package org.zhengyan.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of a node's files in the order in which they were kept, one file at a time in
 * memory; whatever is wrong with a file or a signature goes to the report and is left out.
 */
final class FiledCheckpoints implements Iterator<Checkpoint> {
  static final String KIND = "Files of checkpoints";

  private final Deque<Path> files;
  private final CheckpointKeys keys;
  private final CheckReport report;
  private final @Nullable CheckpointRecords newest;
  private Iterator<String> notes = List.<String>of().iterator();
  private Path current;
  private @Nullable Checkpoint next;
  private long lastSize;
  private long count;

  /**
   * Reads the file that a serving node writes to now, so that whoever looks at the database afterwards
   * finds everything that the file knows.
   */
  FiledCheckpoints(CheckpointFile file, CheckpointKeys keys, CheckReport report) throws IOException {
    this.files = new ArrayDeque<>(file.files());
    this.keys = keys;
    this.report = report;
    this.current = file.path();
    this.newest = file.path().equals(files.peekLast()) ? readWhole(file.path()) : null;
    advance();
  }

  /** A record may be half written at this very moment, but not for long. */
  private static CheckpointRecords readWhole(Path file) throws IOException {
    CheckpointRecords records = CheckpointRecords.read(file);
    for (int i = 0; records.torn() && i < 20; i++) {
      LockSupport.parkNanos(10_000_000);
      records = CheckpointRecords.read(file);
    }
    return records;
  }

  /** How many were read so far, the one that {@link #next} gives included. */
  long count() {
    return count;
  }

  /** The size of the next one, greater than any when there is none. */
  long nextSize() {
    return next == null ? Long.MAX_VALUE : next.size();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Checkpoint next() {
    Checkpoint result = next;
    if (result == null) {
      throw new NoSuchElementException();
    }
    advance();
    return result;
  }

  private void advance() {
    next = null;
    while (next == null && (notes.hasNext() || openNext())) {
      if (notes.hasNext()) {
        next = read(notes.next());
      }
    }
  }

  private boolean openNext() {
    Path file = files.poll();
    if (file == null) {
      return false;
    }
    current = file;
    try {
      CheckpointRecords records = newest != null && files.isEmpty() ? newest : CheckpointRecords.read(file);
      notes = records.notes().iterator();
      if (records.torn()) {
        report.found(
            KIND,
            file
                + " ends within a record, at byte "
                + records.end()
                + ": cut off by a crash, which the next start repairs, or by somebody");
      }
    } catch (IOException e) {
      report.found(KIND, file + " cannot be read: " + e);
    }
    return true;
  }

  private @Nullable Checkpoint read(String note) {
    count++;
    String where = current + ", after the checkpoint of " + lastSize + ": ";
    try {
      Checkpoint checkpoint = Checkpoint.parse(note);
      keys.verify(checkpoint);
      if (checkpoint.size() <= lastSize) {
        report.found(KIND, where + "a checkpoint of " + checkpoint.size());
        return null;
      }
      lastSize = checkpoint.size();
      return checkpoint;
    } catch (InvalidCheckpoint e) {
      report.found(KIND, where + e.getMessage());
      return null;
    }
  }
}
