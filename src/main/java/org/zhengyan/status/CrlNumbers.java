package org.zhengyan.status;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The highest CRL number that this node published or served, kept beside the journal.
 *
 * <p>A number is at least the millisecond in which its CRL was made, so numbers grow even across a
 * database that was restored (RFC 5280 section 5.2.3); the kept one shows that it was.
 */
public final class CrlNumbers implements StoryCheck {
  private final JdbcClient jdbc;
  private final CrlNumberFile file;
  private long last;

  CrlNumbers(JdbcClient jdbc, Path directory) throws IOException {
    this.jdbc = jdbc;
    this.file = new CrlNumberFile(directory);
    this.last = file.read();
  }

  /** Keeps that number, durably, unless a higher one is kept. */
  public synchronized void keep(long number) {
    if (number > last) {
      try {
        file.write(number);
      } catch (IOException e) {
        throw new UncheckedIOException("the CRL number cannot be kept", e);
      }
      last = number;
    }
  }

  @Override
  public synchronized @Nullable String disagreement() {
    long known =
        jdbc.sql("SELECT coalesce(max(number), 0) FROM crl").query(Long.class).single();
    return known < last
        ? "the database's last CRL has number %d, this node published %d".formatted(known, last)
        : null;
  }

  /** Lets every next CRL have a higher number than the kept one, and serves none before it. */
  synchronized void raise() {
    jdbc.sql(
            """
            UPDATE crl SET number = greatest(number, ?), der = NULL, this_update = '-infinity'""")
        .param(last)
        .update();
    jdbc.sql(
            """
            INSERT INTO crl (ca, shard, number, this_update, next_update, last_change)
            SELECT DISTINCT s.ca, s.shard, ?, '-infinity'::timestamptz, '-infinity'::timestamptz, 0
            FROM status_change s ON CONFLICT DO NOTHING""")
        .param(last)
        .update();
  }
}
