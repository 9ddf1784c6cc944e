package org.zhengyan.log;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.ServiceProperties;

/**
 * Whether the database's log is the one that this node has seen, at the start and as it goes on.
 *
 * <p>The node keeps each newer checkpoint in a file of its own, and only after checking its
 * signatures and that its tree extends the one before (RFC 9162 section 2.1.4). A database that was
 * restored from an older copy, or whose log was rewritten, then disagrees with the file: nothing is
 * sequenced, and {@link #disagreement} says why until somebody reconciles.
 *
 * <p>A node without a file believes the database it meets first. Old leaves are read again by {@link
 * LogCheck} only.
 */
@Component
public class LogState {
  private static final Logger LOG = LoggerFactory.getLogger(LogState.class);

  private final LogStore store;
  private final CheckpointKeys keys;
  private final CheckpointFile file;
  private final EventLog events;
  private final TransactionTemplate transaction;
  private final TransactionTemplate snapshot;
  private volatile @Nullable Checkpoint kept;
  private volatile @Nullable String disagreement = "the log was not compared with the checkpoints yet";
  private boolean compared;

  @Autowired
  LogState(
      LogStore store,
      CheckpointKeys keys,
      ServiceProperties service,
      EventLog events,
      PlatformTransactionManager transactions) {
    this(store, keys, new CheckpointFile(service.dataDir()), events, transactions);
  }

  LogState(
      LogStore store,
      CheckpointKeys keys,
      CheckpointFile file,
      EventLog events,
      PlatformTransactionManager transactions) {
    this.store = store;
    this.keys = keys;
    this.file = file;
    this.events = events;
    this.transaction = new TransactionTemplate(transactions);
    this.snapshot = new TransactionTemplate(transactions);
    snapshot.setReadOnly(true);
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
  }

  /** The state that a command of the jar works with, while no node serves from this directory. */
  public static LogState of(DataSource database, KeyVault vault, ServiceProperties service, Clock clock) {
    return new LogState(
        new LogStore(database),
        new CheckpointKeys(vault),
        service,
        new EventLog(new JdbcTemplate(database), clock),
        new JdbcTransactionManager(database));
  }

  /** Why this node must not serve, in a sentence for an engineer; empty when all is well. */
  public Optional<String> disagreement() {
    return Optional.ofNullable(disagreement);
  }

  /** The newest checkpoint that left the database: nothing newer is given to anybody. */
  Optional<Checkpoint> kept() {
    return Optional.ofNullable(kept);
  }

  /** Compares with the database and keeps its newest checkpoint, if it extends what was seen. */
  synchronized void follow() {
    String before = disagreement;
    try {
      if (!compared || !agreesWith(store.latest().orElse(null))) {
        snapshot.executeWithoutResult(status -> follow(store.latest().orElse(null)));
      }
      disagreement = null;
      compared = true;
    } catch (DamagedLog e) {
      disagreement = e.getMessage();
    }
    String after = disagreement;
    if (after != null && !after.equals(before)) {
      LOG.error("The log disagrees: {}", after);
    }
  }

  /** Keeps a checkpoint that this node has just made, by extending the tree of the one it kept. */
  synchronized void keep(Checkpoint checkpoint) {
    file.append(checkpoint);
    kept = checkpoint;
  }

  /** Whether the sequencer may extend this tree. */
  boolean agreesWith(LogStore.@Nullable Stored latest) {
    Checkpoint mine = kept;
    if (disagreement != null) {
      return false;
    }
    if (latest == null || mine == null) {
      return latest == null && mine == null;
    }
    return sameTree(mine, latest);
  }

  /**
   * Believes the database although it disagrees: moves this node's checkpoints aside and records the
   * act. Checkpoints and proofs that were given out before may then contradict the log; those who hold
   * them can prove it.
   *
   * @return the files that were moved aside, empty when there was no disagreement
   */
  public synchronized List<Path> reconcile() {
    follow();
    String reason = disagreement;
    if (reason == null) {
      return List.of();
    }
    Optional<Checkpoint> before = Optional.ofNullable(kept);
    transaction.executeWithoutResult(
        status ->
            events.append(
                Event.of(
                    "log.reconciled",
                    "log",
                    before
                        .map(
                            checkpoint ->
                                Map.of(
                                    "size", Long.toString(checkpoint.size()),
                                    "root", Base64.getEncoder().encodeToString(checkpoint.root())))
                        .orElse(Map.of()))));
    List<Path> moved = file.setAside();
    kept = null;
    compared = false;
    LOG.warn("Reconciled: believing the database from now on. It was: {}", reason);
    follow();
    return moved;
  }

  private void follow(LogStore.@Nullable Stored latest) {
    Checkpoint mine = kept;
    if (mine == null) {
      mine = file.last().orElse(null);
      requireSigned("the last checkpoint of " + file.path(), mine);
      kept = mine;
    }
    if (latest == null) {
      if (mine != null) {
        throw new DamagedLog("this node kept " + mine.brief() + "; the database has no checkpoint");
      }
      if (store.leaves() != 0) {
        throw new DamagedLog("the database has leaves and no checkpoint");
      }
      return;
    }
    Checkpoint theirs = read(latest);
    if (mine != null) {
      requireExtends(mine, theirs);
    }
    if (!compared) {
      requireTree(theirs);
    }
    if (mine == null || theirs.size() > mine.size()) {
      file.append(theirs);
    }
    kept = theirs;
  }

  private static boolean sameTree(Checkpoint mine, LogStore.Stored latest) {
    return mine.size() == latest.size() && Arrays.equals(mine.root(), latest.root());
  }

  private Checkpoint read(LogStore.Stored latest) {
    String name = "checkpoint " + latest.size() + " of the database";
    Checkpoint theirs;
    try {
      theirs = Checkpoint.parse(latest.note());
    } catch (InvalidCheckpoint e) {
      throw new DamagedLog(name + ": " + e.getMessage(), e);
    }
    requireSigned(name, theirs);
    if (!sameTree(theirs, latest)) {
      throw new DamagedLog("the row of " + name + " is not what its note signs");
    }
    return theirs;
  }

  private void requireSigned(String name, @Nullable Checkpoint checkpoint) {
    try {
      if (checkpoint != null) {
        keys.verify(checkpoint);
      }
    } catch (InvalidCheckpoint e) {
      throw new DamagedLog(name + ": " + e.getMessage(), e);
    }
  }

  private void requireExtends(Checkpoint mine, Checkpoint theirs) {
    String story = "this node kept " + mine.brief() + "; the database has " + theirs.brief();
    if (!mine.origin().equals(theirs.origin())) {
      throw new DamagedLog(
          "this node kept checkpoints of " + mine.origin() + "; the database is the log " + theirs.origin());
    }
    if (theirs.size() < mine.size()) {
      throw new DamagedLog(story + ": it is older than what was seen, as if restored from a copy");
    }
    List<byte[]> proof = new MerkleTree(theirs.size(), store).consistencyProof(mine.size());
    if (!MerkleProof.continues(mine.size(), mine.root(), proof, theirs.size(), theirs.root())) {
      throw new DamagedLog(story + ": the second does not extend the first, the log was rewritten");
    }
  }

  private void requireTree(Checkpoint theirs) {
    if (store.leaves() != theirs.size()) {
      throw new DamagedLog(
          "the database has " + store.leaves() + " leaves and a checkpoint of " + theirs.brief());
    }
    if (!Arrays.equals(new MerkleTree(theirs.size(), store).root(), theirs.root())) {
      throw new DamagedLog("the tree in the database has not the root of its checkpoint of " + theirs.brief());
    }
  }
}
