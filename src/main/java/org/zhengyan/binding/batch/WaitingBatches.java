package org.zhengyan.binding.batch;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.registry.Uscc;

/** Batches that wait for a signature of a body, for its managers; the link to sign one is the platform's to give. */
@Component
public class WaitingBatches {
  private static final int MOST = 20;

  private final JdbcTemplate jdbc;

  WaitingBatches(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** @param count of what would be bound */
  public record Waiting(String clientId, int count, Instant expiresAt) {}

  /** Those that are open on the database's clock and end next, at most twenty. */
  public List<Waiting> of(Uscc uscc) {
    return jdbc.query(
        "select client_id, count, expires_at from binding_batch where uscc = ? and state = 'requested'"
            + " and expires_at > clock_timestamp() order by expires_at, id limit ?",
        (row, n) ->
            new Waiting(
                row.getString("client_id"),
                row.getInt("count"),
                row.getObject("expires_at", OffsetDateTime.class).toInstant()),
        uscc.value(),
        MOST);
  }
}
