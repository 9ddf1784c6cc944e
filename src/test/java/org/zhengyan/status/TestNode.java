package org.zhengyan.status;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.certificate.CertificateFixture;

/** One node as far as statuses go: its own journal, feed and index on a database it may share. */
final class TestNode implements AutoCloseable {
  static final StatusProperties PROPERTIES =
      new StatusProperties(
          Duration.ofMillis(150), Duration.ofDays(30), Duration.ofMinutes(5), Duration.ofHours(1));

  final RevocationJournal journal;
  final CrlNumbers crlNumbers;
  final StatusFeed feed;
  final StatusLookup status;
  final CertificateFixture certificates;

  TestNode(DataSource database, Path journalDirectory) {
    this(database, journalDirectory, Clock.systemUTC());
  }

  TestNode(DataSource database, Path journalDirectory, Clock clock) {
    this(database, journalDirectory, clock, file -> new FileOutputStream(file.toFile()));
  }

  TestNode(
      DataSource database, Path journalDirectory, Clock clock, JournalSegments.Opener opener) {
    try {
      journal = new RevocationJournal(new JournalSegments(journalDirectory, opener));
      crlNumbers = new CrlNumbers(JdbcClient.create(database), journalDirectory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Reconciliation reconciliation = new Reconciliation(journal, List.of(crlNumbers));
    feed = new StatusFeed(database, journal, reconciliation, PROPERTIES, clock);
    status = new StatusLookup(feed, journal, Optional::empty);
    certificates = new CertificateFixture(database, new AcknowledgedChanges(journal, feed));
    feed.start();
  }

  @Override
  public void close() {
    feed.stop();
    try {
      journal.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
