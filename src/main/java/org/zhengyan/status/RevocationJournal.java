package org.zhengyan.status;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zhengyan.certificate.ChangeFeed;
import org.zhengyan.certificate.ChangeFeed.Position;
import org.zhengyan.certificate.StatusChange;
import org.zhengyan.failure.Refusal;

/**
 * This node's memory of status changes outside the database.
 *
 * <p>Changes that this node makes are written and fsynced after their commit and before their
 * acknowledgement; those of other nodes follow as the feed brings them. So whatever this node has
 * acknowledged, or has answered by, is in its journal, and a database that lacks it is found out.
 *
 * <p>When the journal cannot be written, what was committed stands, its caller hears 503, every later
 * change is refused before it is made, and the node stops serving until {@link #repair} succeeded:
 * a retry with the same idempotency key is then answered when the change is kept.
 *
 * <p>Many acts share one fsync: whoever comes while one runs waits for the next, which covers all.
 */
final class RevocationJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RevocationJournal.class);
  private static final long FILE_LIMIT = 16L << 20;
  private static final int CHUNK = 1_000;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final JournalSegments segments;
  private final ReentrantLock appending = new ReentrantLock();
  private final ReentrantLock forcing = new ReentrantLock();

  private final boolean damaged;

  /** All below are guarded by {@code appending}. */
  private final TreeMap<Long, StatusChange> ahead = new TreeMap<>();

  private final List<JournalEntry> unforced = new ArrayList<>();
  private Position through = Position.START;
  private long appended;

  /** Guarded by {@code forcing}. */
  private long forced;

  private volatile @Nullable String failure = "the journal is not yet compared with the database";

  /**
   * Opens the journal for reading; it takes nothing before {@link #open}.
   *
   * @throws IOException when the directory cannot be used
   */
  RevocationJournal(Path directory) throws IOException {
    this(new JournalSegments(directory));
  }

  RevocationJournal(JournalSegments segments) throws IOException {
    this.segments = segments;
    List<Path> files = segments.files();
    damaged = !files.isEmpty() && JournalSegments.read(files.getLast(), this::recall) > 0;
  }

  private void recall(JournalEntry entry) {
    switch (entry) {
      case JournalEntry.Changed(StatusChange change) -> {
        if (change.id() > through.id()) {
          ahead.put(change.id(), change);
        }
      }
      case JournalEntry.Through(Position position) -> moveThrough(position);
      case JournalEntry.Reconciled() -> ahead.clear();
      case JournalEntry.Claimed _ -> {}
    }
  }

  /** Why it cannot be written now, or null. */
  @Nullable String failure() {
    return failure;
  }

  /** What the database lacks of this journal, in words; null when it lacks nothing. */
  @Nullable String missingFrom(Connection connection) throws SQLException {
    if (damaged) {
      return "the journal's last file is damaged in the middle";
    }
    appending.lock();
    try {
      if (!ChangeFeed.holds(connection, through)) {
        return "the database lacks status change %d, which the journal has: it went back, or is another one"
            .formatted(through.id());
      }
      for (StatusChange change : ahead.values()) {
        if (!ChangeFeed.holds(connection, Position.of(change))) {
          return "the database lacks status change %d, which was acknowledged".formatted(change.id());
        }
      }
      return null;
    } finally {
      appending.unlock();
    }
  }

  /**
   * Begins a new file, takes over what the database has and the journal has not, and lets changes in.
   * A journal that begins takes over every certificate that is refused now.
   */
  void open(Connection connection) throws SQLException, IOException {
    forcing.lock();
    appending.lock();
    try {
      segments.begin(head());
      List<JournalEntry> chunk = new ArrayList<>();
      ChangeFeed.Reader reader = change -> take(chunk, change);
      Position end =
          through.id() == 0
              ? ChangeFeed.loadRefused(connection, reader)
              : ChangeFeed.changesAfter(connection, through.id(), reader);
      chunk.add(new JournalEntry.Through(end));
      segments.append(chunk);
      segments.force();
      moveThrough(end);
      unforced.clear();
      forced = appended;
      failure = null;
    } finally {
      appending.unlock();
      forcing.unlock();
    }
  }

  private void take(List<JournalEntry> chunk, StatusChange change) throws IOException {
    chunk.add(new JournalEntry.Changed(change));
    if (chunk.size() == CHUNK) {
      segments.append(chunk);
      chunk.clear();
    }
  }

  /** Takes nothing more, for that reason, until it is opened again. */
  void close(String reason) {
    failure = reason;
  }

  /**
   * @throws Refusal {@code unavailable} when a change could not be kept
   */
  void requireWritable() {
    String reason = failure;
    if (reason != null) {
      throw Refusal.unavailable("status changes cannot be kept now: " + reason, RETRY_AFTER, null);
    }
  }

  /** Keeps what this node committed, durably; see {@link org.zhengyan.certificate.StatusJournal}. */
  void keep(List<StatusChange> changes, List<byte[]> keys) {
    List<JournalEntry> entries = new ArrayList<>();
    keys.forEach(key -> entries.add(new JournalEntry.Claimed(key)));
    changes.forEach(change -> entries.add(new JournalEntry.Changed(change)));
    try {
      force(append(entries, changes));
    } catch (IOException e) {
      fail(e);
      throw Refusal.unavailable(
          "the change stands and could not be kept outside the database; ask again", RETRY_AFTER, e);
    }
  }

  /** Keeps what the feed brought, of whichever node; durable with the next {@link #flush}. */
  void follow(List<StatusChange> changes) {
    if (changes.isEmpty() || failure != null) {
      return;
    }
    appending.lock();
    try {
      List<JournalEntry> entries = new ArrayList<>();
      for (StatusChange change : changes) {
        if (change.id() > through.id() && !ahead.containsKey(change.id())) {
          entries.add(new JournalEntry.Changed(change));
        }
      }
      Position position = Position.of(changes.getLast());
      if (position.id() > through.id()) {
        entries.add(new JournalEntry.Through(position));
        append(entries, List.of());
        moveThrough(position);
      }
    } catch (IOException e) {
      fail(e);
    } finally {
      appending.unlock();
    }
  }

  /** Makes durable what {@link #follow} added. */
  void flush() {
    long target;
    appending.lock();
    try {
      target = appended;
    } finally {
      appending.unlock();
    }
    try {
      force(target);
    } catch (IOException e) {
      fail(e);
    }
  }

  /** Begins a new file with everything that was not durable, and lets changes in again. */
  void repair(Connection connection) throws SQLException {
    try {
      open(connection);
      LOG.info("the journal of status changes is written again");
    } catch (IOException e) {
      fail(e);
    }
  }

  private long append(List<JournalEntry> entries, List<StatusChange> own) throws IOException {
    appending.lock();
    try {
      unforced.addAll(entries);
      own.stream().filter(c -> c.id() > through.id()).forEach(c -> ahead.put(c.id(), c));
      segments.append(entries);
      return ++appended;
    } finally {
      appending.unlock();
    }
  }

  private void force(long target) throws IOException {
    forcing.lock();
    try {
      if (forced >= target) {
        return;
      }
      if (failure != null) {
        throw new IOException(failure);
      }
      long covered;
      int entries;
      appending.lock();
      try {
        covered = appended;
        entries = unforced.size();
      } finally {
        appending.unlock();
      }
      segments.force();
      forced = covered;
      appending.lock();
      try {
        unforced.subList(0, entries).clear();
        if (segments.size() > FILE_LIMIT && unforced.isEmpty()) {
          segments.begin(head());
        }
      } finally {
        appending.unlock();
      }
    } finally {
      forcing.unlock();
    }
  }

  /** What every file begins with, so that the last one alone says where the journal stands. */
  private List<JournalEntry> head() {
    List<JournalEntry> head = new ArrayList<>();
    head.add(new JournalEntry.Through(through));
    ahead.values().forEach(change -> head.add(new JournalEntry.Changed(change)));
    head.addAll(unforced);
    return head;
  }

  private void moveThrough(Position position) {
    through = position;
    ahead.headMap(position.id(), true).clear();
  }

  private void fail(IOException e) {
    if (failure == null) {
      failure = "the journal cannot be written";
    }
    LOG.error("the journal of status changes cannot be written; this node stops serving", e);
  }

  @Override
  public void close() throws IOException {
    segments.close();
  }
}
