package org.zhengyan.status;

import org.zhengyan.certificate.ChangeFeed.Position;
import org.zhengyan.certificate.StatusChange;

/** One line of the journal. */
sealed interface JournalEntry {

  /** A status change as the feed has it. */
  record Changed(StatusChange change) implements JournalEntry {}

  /** A public key that was claimed, by its fingerprint. */
  record Claimed(byte[] fingerprint) implements JournalEntry {}

  /** Every change up to that place is in the journal, or was good when the journal began. */
  record Through(Position position) implements JournalEntry {}

  /** A reconciliation ended here: later ids belong to a new history. */
  record Reconciled() implements JournalEntry {}
}
