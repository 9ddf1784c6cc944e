package org.zhengyan.verification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows of verifications. A verification ends by one conditional update on the database's clock, so
 * that of any number of attempts, on any number of nodes, one wins. Each transition is one statement
 * that writes its event as well.
 */
@Component
class VerificationStore {
  private static final String COLUMNS =
      "id, client_id, state, terms, challenge, link_hash, created_at, expires_at, ended_at, verdict, receipt,"
          + " taken_at, answered_at";

  /**
   * The one of that id, still open: a check of the table says that it is {@code requested} as long as it has no end.
   * Asked by its state it would be looked for among all that are open, with any plan that was made while they
   * were few (ADR 276).
   */
  private static final String OPEN = " where id = ? and ended_at is null";

  private static final String INSERT =
      "insert into verification (id, client_id, state, terms, challenge, link_hash, created_at, expires_at)"
          + " values (?, ?, 'requested', ?, ?, ?, ?, ?)";

  private static final String END =
      "update verification set state = ?, ended_at = ?, verdict = ?, receipt = ?, answer = null,"
          + " log_event = "
          + EventLog.EVENT_ID;
  private static final String IN_TIME = OPEN + " and expires_at > clock_timestamp()";
  private static final String DECIDE = END + IN_TIME;

  /** From its first row on the transaction waits no longer than that for a row that another one holds. */
  private static final String DECIDE_IMPATIENTLY =
      END + " from (select set_config('lock_timeout', '100ms', true)) impatience" + IN_TIME;
  private static final String DECIDED = "id, client_id, taken_at";

  /** The managers hear of it once: when a browser takes the session, or here, where none did. */
  private static final String NOTICE =
      "insert into verification_notice (uscc, verification_id, client_id, action_type, mode)"
          + " select ?, id, client_id, ?, '"
          + PresentationNotices.DIRECT
          + "' from act where taken_at is null";
  private static final String EXPIRE =
      "update verification set state = 'expired', ended_at = clock_timestamp(), answer = null";

  private final JdbcTemplate jdbc;
  private final EventLog log;
  private final JsonMapper json;

  VerificationStore(JdbcTemplate jdbc, EventLog log, JsonMapper json) {
    this.jdbc = jdbc;
    this.log = log;
    this.json = json;
  }

  /** A session that is to be opened, with its event. */
  record Opening(Verification.Asked asked, EventLog.Draft event) {}

  /** Writes the session and that it was opened. */
  void insert(Opening opening) {
    log.appendWith(opening.event(), INSERT, row(opening.asked()));
  }

  /** Several, in the current transaction. */
  void insert(List<Opening> openings) {
    log.appendEach(
        INSERT,
        openings.stream()
            .map(each -> new EventLog.Act(each.event(), row(each.asked()), new Object[0]))
            .toList());
  }

  private @Nullable Object[] row(Verification.Asked asked) {
    return new @Nullable Object[] {
      asked.id().value(),
      asked.clientId(),
      json.writeValueAsString(asked.terms()),
      asked.challenge().bytes(),
      asked.link() == null ? null : asked.link().hash(),
      offset(asked.createdAt()),
      offset(asked.expiresAt())
    };
  }

  /** The client's own verification; another client's is not found. */
  Optional<Verification> find(VerificationId id, String clientId) {
    return jdbc
        .query(
            "select " + COLUMNS + " from verification where id = ? and client_id = ?",
            (row, i) -> read(row),
            id.value(),
            clientId)
        .stream()
        .findFirst();
  }

  /** Whosever it is: for those who showed that they may know of it. */
  Optional<Verification> find(VerificationId id) {
    return jdbc
        .query("select " + COLUMNS + " from verification where id = ?", (row, i) -> read(row), id.value())
        .stream()
        .findFirst();
  }

  /** A session that is to end as decided, with its event. */
  record Ending(Verification.Decided decided, EventLog.Draft event) {}

  /** A session that was decided; presented when a browser had taken it. */
  record Ended(Verification.Decided decided, boolean presented) {}

  /**
   * Ends it as decided, with its event, and tells the managers of the body if no browser had taken it;
   * empty and none of this when it ended before or its time is over.
   */
  Optional<Ended> decide(Ending ending) {
    Verification.Decided decided = ending.decided();
    return log.appendWith(
        ending.event(),
        DECIDE,
        DECIDED,
        NOTICE,
        (row, number) -> new Ended(decided, row.getObject("taken_at") != null),
        Stream.concat(Arrays.stream(end(decided)), Arrays.stream(notice(decided))).toArray());
  }

  /**
   * The same for several, in the current transaction, in that order.
   *
   * @return for each what {@link #decide(Ending)} says
   * @throws org.springframework.dao.DataAccessException when one of them is held by another transaction: none ends
   */
  List<Optional<Ended>> decide(List<Ending> endings) {
    boolean[] noticed =
        log.appendEach(
            DECIDE_IMPATIENTLY,
            DECIDED,
            NOTICE,
            endings.stream()
                .map(each -> new EventLog.Act(each.event(), end(each.decided()), notice(each.decided())))
                .toList());
    List<Optional<Ended>> ended = new ArrayList<>();
    for (int i = 0; i < noticed.length; i++) {
      Verification.Decided decided = endings.get(i).decided();
      boolean stands = noticed[i] || endedPresented(decided);
      ended.add(stands ? Optional.of(new Ended(decided, !noticed[i])) : Optional.empty());
    }
    return ended;
  }

  /** No notice was written: it did not end now, or a browser had taken it. Each attempt has a receipt of its own. */
  private boolean endedPresented(Verification.Decided decided) {
    return !jdbc.queryForList(
            "select 1 from verification where id = ? and receipt = ?",
            decided.asked().id().value(),
            decided.receipt())
        .isEmpty();
  }

  private static Object[] end(Verification.Decided decided) {
    return new Object[] {
      decided.state(),
      offset(decided.at()),
      decided.verdictJson(),
      decided.receipt(),
      decided.asked().id().value()
    };
  }

  private static Object[] notice(Verification.Decided decided) {
    Terms terms = decided.asked().terms();
    return new Object[] {terms.claimed().uscc().value(), terms.action().type().wire()};
  }

  /** Ends it as cancelled, with its event; false and no event when it ended before or its time is over. */
  boolean cancel(Verification.Cancelled cancelled, Event event) {
    return log.appendWith(
            log.draft(event),
            "update verification set state = 'cancelled', ended_at = ?, answer = null"
                + IN_TIME,
            offset(cancelled.at()),
            cancelled.asked().id().value())
        .isPresent();
  }

  /** Ends this one as expired, with its event, if its time is over; false and no event otherwise. */
  boolean expire(VerificationId id, Event event) {
    return log.appendWith(
            log.draft(event),
            EXPIRE + OPEN + " and expires_at <= clock_timestamp()",
            id.value())
        .isPresent();
  }

  /** The event whose leaf the receipt of a decided verification names. */
  long logEvent(VerificationId id) {
    return Objects.requireNonNull(
        jdbc.queryForObject("select log_event from verification where id = ?", Long.class, id.value()));
  }

  /** An expired session, as the sweeper records it. */
  record Swept(VerificationId id, String clientId, Terms terms, boolean presented, Instant at) {}

  /** Ends up to {@code limit} sessions whose time is over; those that another node holds are left to it. */
  List<Swept> expireDue(int limit) {
    return jdbc.query(
        EXPIRE
            + " where id in (select id from verification where state = 'requested' and expires_at <= clock_timestamp()"
            + " order by expires_at limit ? for update skip locked)"
            + " returning id, client_id, terms, taken_at, ended_at",
        (row, i) -> swept(row),
        limit);
  }

  private Swept swept(ResultSet row) throws SQLException {
    return new Swept(
        new VerificationId(row.getObject("id", UUID.class)),
        row.getString("client_id"),
        json.readValue(row.getString("terms"), Terms.class),
        row.getObject("taken_at") != null,
        instant(row, "ended_at"));
  }

  private Verification read(ResultSet row) throws SQLException {
    Verification.Asked asked =
        new Verification.Asked(
            new VerificationId(row.getObject("id", UUID.class)),
            row.getString("client_id"),
            json.readValue(row.getString("terms"), Terms.class),
            new Challenge(row.getBytes("challenge")),
            link(row.getBytes("link_hash")),
            instant(row, "created_at"),
            instant(row, "expires_at"));
    String state = row.getString("state");
    return switch (state) {
      case "requested" -> new Verification.Requested(asked, progress(row));
      case "verified", "rejected" ->
          new Verification.Decided(
              asked,
              json.readValue(row.getString("verdict"), Verdict.class),
              row.getString("verdict"),
              row.getString("receipt"),
              instant(row, "ended_at"));
      case "expired" -> new Verification.Expired(asked, instant(row, "ended_at"));
      case "cancelled" -> new Verification.Cancelled(asked, instant(row, "ended_at"));
      default -> throw new IllegalStateException("a verification in state " + state);
    };
  }

  private static @Nullable Link link(byte @Nullable [] hash) {
    return hash == null ? null : new Link(hash);
  }

  private static Verification.Progress progress(ResultSet row) throws SQLException {
    if (row.getObject("answered_at") != null) {
      return Verification.Progress.ANSWERED;
    }
    return row.getObject("taken_at") != null ? Verification.Progress.TAKEN : Verification.Progress.WAITING;
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static OffsetDateTime offset(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
