package org.zhengyan.verification;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an operator asked, over all of its clients: listed newest first, counted by day, one by one with its
 * checks and its receipt. The caller names the clients; nothing of another is found.
 *
 * <p>A page reads at most its own length from each client's index, however many rows there are.
 */
@Component
public class OwnVerifications {
  private static final ZoneId CALENDAR = ZoneId.of("Asia/Shanghai");
  private static final Pattern CURSOR = Pattern.compile("(\\d{1,19})\\.(\\d{1,9})\\.([0-9a-f-]{36})");
  private static final RowMapper<Row> ROW = (row, n) -> row(row);

  private final JdbcTemplate jdbc;
  private final VerificationStore store;
  private final ReceiptForms forms;
  private final JsonMapper json;

  OwnVerifications(JdbcTemplate jdbc, VerificationStore store, ReceiptForms forms, JsonMapper json) {
    this.jdbc = jdbc;
    this.store = store;
    this.forms = forms;
    this.json = json;
  }

  /**
   * Which ones.
   *
   * @param reason the first reason of a rejected one
   * @param day in China
   */
  public record Filter(@Nullable String state, @Nullable String reason, @Nullable LocalDate day) {
    /**
     * @throws Refusal {@code malformed} for a state or reason that there is not
     */
    public Filter {
      boolean known =
          state == null
              || List.of("requested", "verified", "rejected", "expired", "cancelled").contains(state);
      boolean said =
          reason == null
              || Arrays.stream(Reason.values()).anyMatch(each -> each.wire().equals(reason));
      if (!known || !said) {
        throw Refusal.of(Problem.MALFORMED, "there is no such state or reason");
      }
    }
  }

  /** One of the list. */
  public record Row(
      String id,
      String client,
      String state,
      String name,
      String uscc,
      String action,
      String identifier,
      @Nullable String reason,
      Instant createdAt,
      @Nullable Instant endedAt) {

    /** Where the page after this row begins. */
    public String cursor() {
      return createdAt.getEpochSecond() + "." + createdAt.getNano() + "." + id;
    }
  }

  /** How many of a day were in a state. */
  public record Day(LocalDate day, String state, long number) {}

  /** One with everything that its operator may see. */
  public record Detail(
      Row row,
      String subject,
      @Nullable String digest,
      String challenge,
      Instant expiresAt,
      @Nullable Verdict verdict,
      @Nullable String receipt) {}

  /**
   * @param cursor of the last row of the page before, or null
   * @throws Refusal {@code malformed} for a cursor that no row gave
   */
  public List<Row> list(List<String> clients, Filter filter, @Nullable String cursor, int limit) {
    StringBuilder where = new StringBuilder("v.client_id = c.id");
    List<Object> arguments = new ArrayList<>();
    arguments.add(clients.toArray(String[]::new));
    if (filter.reason() != null) {
      where.append(" and v.state = 'rejected' and (v.verdict::jsonb) #>> '{reasons,0}' = ?");
      arguments.add(filter.reason());
    } else if (filter.state() != null) {
      // In the text, so that the planner can see which index has it; it is one of five words.
      where.append(" and v.state = '").append(filter.state()).append('\'');
    }
    if (filter.day() != null) {
      where.append(" and v.created_at >= ? and v.created_at < ?");
      arguments.add(start(filter.day()));
      arguments.add(start(filter.day().plusDays(1)));
    }
    if (cursor != null) {
      where.append(" and (v.created_at, v.id) < (?, ?)");
      Matcher place = place(cursor);
      arguments.add(
          Instant.ofEpochSecond(Long.parseLong(place.group(1)), Long.parseLong(place.group(2)))
              .atOffset(ZoneOffset.UTC));
      arguments.add(UUID.fromString(place.group(3)));
    }
    arguments.add(limit);
    arguments.add(limit);
    return jdbc.query(
        "select p.*, terms::jsonb as asked, verdict::jsonb #>> '{reasons,0}' as reason from unnest(?::text[])"
            + " as c (id) cross join lateral (select v.id, v.client_id, v.state, v.terms, v.verdict,"
            + " v.created_at, v.ended_at from verification v where "
            + where
            + " order by v.created_at desc, v.id desc limit ?) p order by p.created_at desc, p.id desc limit ?",
        ROW,
        arguments.toArray());
  }

  /** Those that ended, by state and the day in China on which they were asked for, from that day on. */
  public List<Day> days(List<String> clients, LocalDate from) {
    return jdbc.query(
        "select (hour at time zone 'Asia/Shanghai')::date as day, state, sum(number) as number"
            + " from verification_end_tally where client_id = any (?) and hour >= ? group by 1, 2 order by 1, 2",
        (row, n) ->
            new Day(row.getObject("day", LocalDate.class), row.getString("state"), row.getLong("number")),
        clients.toArray(String[]::new),
        start(from));
  }

  /** @throws Refusal {@code not-found} for one of other clients too */
  public Detail load(List<String> clients, String id) {
    return jdbc
        .query(
            "select id, client_id, state, terms::jsonb as asked, created_at, ended_at, expires_at, challenge,"
                + " receipt, verdict, verdict::jsonb #>> '{reasons,0}' as reason from verification"
                + " where id = ? and client_id = any (?)",
            (row, n) -> detail(row),
            id(id).value(),
            clients.toArray(String[]::new))
        .stream()
        .findFirst()
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such verification"));
  }

  /**
   * The receipt as a file: the bundle that verifies offline.
   *
   * @throws Refusal {@code not-found} for one without a receipt; {@code unavailable} while no checkpoint
   *     covers it
   */
  public byte[] bundle(List<String> clients, String id) {
    Detail detail = load(clients, id);
    return store
        .find(id(id), detail.row().client())
        .filter(Verification.Decided.class::isInstance)
        .map(Verification.Decided.class::cast)
        .map(decided -> json.writeValueAsBytes(forms.bundle(decided)))
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "it has no receipt"));
  }

  private Detail detail(ResultSet row) throws SQLException {
    JsonNode action = json.readTree(row.getString("asked")).path("action");
    String verdict = row.getString("verdict");
    return new Detail(
        row(row),
        action.path("subject").asString(),
        action.path("digest").isMissingNode() ? null : action.path("digest").asString(),
        new String(row.getBytes("challenge"), StandardCharsets.UTF_8),
        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
        verdict == null ? null : json.readValue(verdict, Verdict.class),
        row.getString("receipt"));
  }

  private static Row row(ResultSet row) throws SQLException {
    JsonNode asked = JsonMapper.shared().readTree(row.getString("asked"));
    OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
    return new Row(
        row.getString("id"),
        row.getString("client_id"),
        row.getString("state"),
        asked.at("/claimed/name").asString(),
        asked.at("/claimed/uscc").asString(),
        asked.at("/action/type").asString(),
        asked.at("/action/identifier").asString(),
        row.getString("reason"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        ended == null ? null : ended.toInstant());
  }

  private static Matcher place(String cursor) {
    Matcher place = CURSOR.matcher(cursor);
    try {
      if (place.matches()) {
        var unused = Instant.ofEpochSecond(Long.parseLong(place.group(1)), Long.parseLong(place.group(2)));
        var unusedEither = UUID.fromString(place.group(3));
        return place;
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      // Said below.
    }
    throw Refusal.of(Problem.MALFORMED, "The cursor is not one that a page gave");
  }

  private static VerificationId id(String text) {
    return VerificationId.parse(text)
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such verification"));
  }

  private static OffsetDateTime start(LocalDate day) {
    return day.atStartOfDay(CALENDAR).toOffsetDateTime();
  }
}
