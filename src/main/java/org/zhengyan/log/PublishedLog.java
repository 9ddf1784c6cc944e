package org.zhengyan.log;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.Suite;

/**
 * What of the log is public: the newest checkpoint that stands outside the database, and the hashes
 * and entries below its size.
 *
 * <p>A later checkpoint extends it, so nothing that was given is ever different. What belongs to no
 * published checkpoint is not given: a database that is lost could take it back. While this node and
 * the database disagree, or hashes are missing, everything is refused as {@code unavailable}.
 */
@Component
public class PublishedLog {
  private static final Duration LATER = Duration.ofSeconds(10);

  private final LogState state;
  private final LogStore store;
  private final CheckpointKeys keys;

  PublishedLog(LogState state, LogStore store, CheckpointKeys keys) {
    this.state = state;
    this.store = store;
    this.keys = keys;
  }

  /** The signed note, empty in a log without events. */
  public Optional<String> checkpoint() {
    return kept().map(Checkpoint::note);
  }

  /** The same text, signed in one suite alone, for readers that stop at a line they do not know. */
  public Optional<String> checkpoint(Suite suite) {
    return kept().map(checkpoint -> keys.inSuite(checkpoint, suite));
  }

  /** A tile's hashes, or its entries, each after its length in two octets; empty beyond the checkpoint. */
  public Optional<byte[]> tile(TilePath path) {
    long size = kept().map(Checkpoint::size).orElse(0L);
    if (!path.within(size)) {
      return Optional.empty();
    }
    return Optional.of(path.entries() ? bundle(path) : hashes(path));
  }

  /** PEM: of every key that may have signed a checkpoint, with the roots that certified them. */
  public String certificates() {
    return keys.certificates();
  }

  private byte[] hashes(TilePath path) {
    try {
      return store.tile(path.level(), path.index(), path.width());
    } catch (DamagedLog e) {
      throw incomplete(e);
    }
  }

  private byte[] bundle(TilePath path) {
    List<byte[]> entries;
    try {
      entries = store.entries(path.index() * TilePath.FULL, path.width());
    } catch (DamagedLog e) {
      throw incomplete(e);
    }
    ByteBuffer bundle = ByteBuffer.allocate(path.width() * (Short.BYTES + Sha256.LENGTH));
    for (byte[] entry : entries) {
      bundle.putShort((short) entry.length).put(entry);
    }
    return bundle.array();
  }

  private Optional<Checkpoint> kept() {
    Optional<String> disagreement = state.disagreement();
    if (disagreement.isPresent()) {
      throw Refusal.unavailable("database and checkpoints of the log disagree", LATER, null);
    }
    return state.kept();
  }

  private static Refusal incomplete(DamagedLog cause) {
    return Refusal.unavailable("the log is not complete in the database", LATER, cause);
  }
}
