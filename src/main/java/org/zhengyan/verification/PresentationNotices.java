package org.zhengyan.verification;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.registry.Uscc;

/**
 * What the managers of a body are told, each verification once: when a browser takes the session, or when
 * evidence that the platform itself brought decides it. Of one that ended without either nothing is told.
 */
@Component
public class PresentationNotices {
  /** Instead of the mode of presentation: no browser took it. */
  static final String DIRECT = "direct";

  private final JdbcTemplate jdbc;

  PresentationNotices(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param verification its id, which opens nothing
   * @param mode of the presentation, or {@code direct}
   * @param state of the verification now
   * @param at when a browser took the session, or when it was decided without one
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

  /**
   * A notice with what was asked.
   *
   * @param number its place in lists
   * @param subject what the platform wants to do it for
   */
  public record Told(long number, Notice notice, String subject, String identifier, Instant expiresAt) {}

  /**
   * Newest first.
   *
   * @param before the number of the last one of the page before; {@link Long#MAX_VALUE} for the first
   * @param open only those that are not decided
   */
  public List<Told> page(Uscc body, boolean open, long before, int limit) {
    return jdbc.query(
        "select n.verification_id, n.client_id, n.action_type, n.mode, v.state, n.at, n.id,"
            + " v.terms::jsonb #>> '{action,subject}', v.terms::jsonb #>> '{action,identifier}', v.expires_at"
            + " from verification_notice n join verification v on v.id = n.verification_id"
            + " where n.uscc = ? and n.id < ?"
            + (open ? " and v.state = 'requested'" : "")
            + " order by n.id desc limit ?",
        (row, i) ->
            new Told(
                row.getLong(7),
                new Notice(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getObject(6, OffsetDateTime.class).toInstant()),
                row.getString(8),
                row.getString(9),
                row.getObject(10, OffsetDateTime.class).toInstant()),
        body.value(),
        before,
        limit);
  }

  /** How many of the body's are not decided. */
  public long countOpen(Uscc body) {
    Long open =
        jdbc.queryForObject(
            "select count(*) from verification_notice n join verification v on v.id = n.verification_id"
                + " where n.uscc = ? and v.state = 'requested'",
            Long.class,
            body.value());
    return open == null ? 0 : open;
  }
}
