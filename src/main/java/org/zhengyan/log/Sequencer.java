package org.zhengyan.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.keys.ServiceProperties;

/**
 * Gives committed events their place: a gap-free index, a longer tree, a signed checkpoint.
 *
 * <p>One batch is one transaction under an advisory lock, so that of all nodes one sequences, and a
 * crash leaves either nothing or a checkpoint that covers every leaf. Each event that committed is
 * placed once, however late it commits and whatever else stays open: see {@link LogStore}. The
 * checkpoint goes to this node's file after the commit and is given to nobody before.
 *
 * <p>A checkpoint is made only when the tree grew. One of the same tree would prove nothing more, as
 * a checkpoint carries no time.
 */
@Component
class Sequencer {
  private static final int TILES_PER_INSERT = 64;

  private final LogStore store;
  private final LogState state;
  private final CheckpointKeys keys;
  private final TransactionTemplate transaction;
  private final String origin;
  private final Duration pause;
  private @Nullable TreeEdge edge;

  Sequencer(
      LogStore store,
      LogState state,
      CheckpointKeys keys,
      PlatformTransactionManager transactions,
      LogProperties properties,
      ServiceProperties service) {
    this.store = store;
    this.state = state;
    this.keys = keys;
    this.transaction = new TransactionTemplate(transactions);
    // The lock comes before the snapshot of the statement that places: no snapshot for the transaction.
    transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    this.origin = properties.originOr(service);
    // A little less than the loop waits, or it would skip its own turns.
    this.pause = properties.interval().multipliedBy(9).dividedBy(10);
  }

  private record Batch(TreeEdge edge, Checkpoint checkpoint) {}

  /**
   * Places every event that has committed and has no place.
   *
   * @return how many; none when another node sequences, or when this one disagrees with the database
   */
  synchronized long sequence() {
    Optional<Batch> batch = Optional.ofNullable(transaction.execute(status -> batch().orElse(null)));
    if (batch.isEmpty()) {
      return 0;
    }
    long before = state.kept().map(Checkpoint::size).orElse(0L);
    edge = batch.get().edge();
    state.keep(batch.get().checkpoint());
    return batch.get().checkpoint().size() - before;
  }

  private Optional<Batch> batch() {
    // 1. Be the only one, and on the tree that this node has kept.
    if (!store.tryLock()) {
      return Optional.empty();
    }
    LogStore.Stored last = store.latest().orElse(null);
    if (!state.agreesWith(last) || (last != null && last.age().compareTo(pause) < 0)) {
      return Optional.empty();
    }
    // 2. Indices.
    LogStore.Placed placed = store.place(last);
    if (placed.count() == 0) {
      return Optional.empty();
    }
    // 3. The tree.
    TreeEdge grown = edgeOf(last);
    long size = grown.size();
    List<TreeEdge.FullTile> filled = new ArrayList<>();
    store.hashes(
        size,
        hash -> {
          grown.append(hash, filled);
          if (filled.size() >= TILES_PER_INSERT) {
            store.insert(filled);
            filled.clear();
          }
        });
    store.insert(filled);
    if (grown.size() != size + placed.count()) {
      throw new DamagedLog("the database has leaves beyond its checkpoint of " + size);
    }
    // 4. Its head, under the name that the log began with.
    String name = state.kept().map(Checkpoint::origin).orElse(origin);
    Checkpoint checkpoint = keys.sign(name, grown.size(), grown.root());
    store.insert(checkpoint, size, placed.snapshot());
    return Optional.of(new Batch(grown, checkpoint));
  }

  /** A copy, so that a batch that fails leaves no trace. */
  private TreeEdge edgeOf(LogStore.@Nullable Stored last) {
    if (last == null) {
      return TreeEdge.empty();
    }
    TreeEdge known = edge;
    if (known != null && known.size() == last.size() && Arrays.equals(known.root(), last.root())) {
      return known.copy();
    }
    TreeEdge stored = TreeEdge.of(last.size(), store);
    if (!Arrays.equals(stored.root(), last.root())) {
      throw new DamagedLog("the tree in the database has not the root of its checkpoint of " + last.size());
    }
    return stored;
  }
}
