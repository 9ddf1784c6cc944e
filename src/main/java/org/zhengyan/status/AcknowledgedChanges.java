package org.zhengyan.status;

import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.StatusChange;
import org.zhengyan.certificate.StatusJournal;

/**
 * What stands between a committed change and its acknowledgement: it is in the journal, and this
 * node's own index has it, so that whoever changed it here sees it here.
 *
 * <p>The wait for the index is short and never fails the act; other nodes follow within a second.
 */
@Component
class AcknowledgedChanges implements StatusJournal {
  private static final Duration INDEX_WAIT = Duration.ofSeconds(2);

  private final RevocationJournal journal;
  private final StatusFeed feed;

  AcknowledgedChanges(RevocationJournal journal, StatusFeed feed) {
    this.journal = journal;
    this.feed = feed;
  }

  @Override
  public void requireWritable() {
    journal.requireWritable();
  }

  @Override
  public void keep(List<StatusChange> changes, List<byte[]> keys) {
    journal.keep(changes, keys);
    changes.stream()
        .filter(change -> change.state() != CertificateState.RESERVED)
        .mapToLong(StatusChange::id)
        .max()
        .ifPresent(last -> feed.awaitChange(last, INDEX_WAIT));
  }
}
