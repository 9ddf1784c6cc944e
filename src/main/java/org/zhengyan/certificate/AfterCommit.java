package org.zhengyan.certificate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The changes of one transaction, which go to the journal once it has committed. */
final class AfterCommit implements TransactionSynchronization {
  private final StatusJournal journal;
  private final List<StatusChange> changes = new ArrayList<>();
  private final List<byte[]> keys = new ArrayList<>();
  private final Map<Object, int[]> savepoints = new HashMap<>();

  private AfterCommit(StatusJournal journal) {
    this.journal = journal;
  }

  /** That of the current transaction, registered when it is first asked for. */
  static AfterCommit of(StatusJournal journal) {
    for (TransactionSynchronization known : TransactionSynchronizationManager.getSynchronizations()) {
      if (known instanceof AfterCommit mine && mine.journal == journal) {
        return mine;
      }
    }
    AfterCommit mine = new AfterCommit(journal);
    TransactionSynchronizationManager.registerSynchronization(mine);
    return mine;
  }

  void add(StatusChange change) {
    changes.add(change);
  }

  void add(byte[] key) {
    keys.add(key);
  }

  @Override
  public void savepoint(Object savepoint) {
    savepoints.put(savepoint, new int[] {changes.size(), keys.size()});
  }

  @Override
  public void savepointRollback(Object savepoint) {
    int[] sizes = savepoints.getOrDefault(savepoint, new int[] {0, 0});
    changes.subList(sizes[0], changes.size()).clear();
    keys.subList(sizes[1], keys.size()).clear();
  }

  /** What it throws reaches the caller of the transaction: the act stands and is not acknowledged. */
  @Override
  public void afterCommit() {
    if (!changes.isEmpty() || !keys.isEmpty()) {
      journal.keep(List.copyOf(changes), List.copyOf(keys));
    }
  }
}
