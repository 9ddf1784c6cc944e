package org.zhengyan.verification;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.registry.Uscc;

/** What the managers of a body are told: each session that somebody opened in its name, at once. */
@Component
public class PresentationNotices {
  private final JdbcTemplate jdbc;

  PresentationNotices(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param verification its id, which opens nothing
   * @param state of the verification now
   * @param at when a browser took the session
   */
  public record Notice(
      String verification, String clientId, String actionType, String mode, String state, Instant at) {}

  /** The latest, newest first. */
  public List<Notice> latest(Uscc body, int limit) {
    return jdbc.query(
        "select n.verification_id, n.client_id, n.action_type, n.mode, v.state, n.at"
            + " from verification_notice n join verification v on v.id = n.verification_id"
            + " where n.uscc = ? order by n.id desc limit ?",
        (row, i) ->
            new Notice(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getObject(6, OffsetDateTime.class).toInstant()),
        body.value(),
        limit);
  }
}
