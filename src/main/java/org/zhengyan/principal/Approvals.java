package org.zhengyan.principal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * The one notion of approval behind every two-person act.
 *
 * <p>A {@link Proposal} names its subject, its division and the digest of exactly what is proposed.
 * It is decided once, by a person who does not own the submitting client and has not its owner's name
 * ({@link PersonStore#same}), of an authority whose division contains the proposal's. Submitting and
 * deciding join the caller's transaction, demand one, and write no event: the feature that proposes knows
 * what to record. Times are the database's.
 *
 * <p>The guards read what never changes in a proposal; the state is decided by one conditional UPDATE
 * (of two at once the second waits for the first and then finds nothing to update), and the table
 * itself refuses a row whose two persons are one.
 */
@Component
public class Approvals {
  static final String COLUMNS =
      "id, proposal.kind, subject, division, digest, state, submitted_by, submitted_by_client, submitted_at,"
          + " decided_by, decided_by_client, decided_at, reason, lapsed_at";

  private final JdbcTemplate jdbc;
  private final PersonStore persons;

  public Approvals(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.persons = new PersonStore(jdbc);
  }

  /**
   * Records a proposal in state {@code submitted}.
   *
   * @param kind the act, such as {@code registry-change} or {@code revocation}
   * @param subject what it is about, such as a USCC or a serial number
   * @param digest SHA-256 in lower-case hex of what is proposed
   * @throws Refusal {@code outside-division} when the actor does not act there; an operator's client
   *     acts nowhere
   */
  public Proposal submit(Actor actor, String kind, String subject, Division division, String digest) {
    requireActsIn(actor, division);
    return submitOwn(actor, kind, subject, division, digest);
  }

  /**
   * The same by somebody who acts in no division, about a thing of his own; the caller has made sure that
   * it is. Deciding stays with the authority of that division.
   */
  public Proposal submitOwn(
      Actor actor, String kind, String subject, Division division, String digest) {
    requireTransaction();
    return one(
        "INSERT INTO proposal (id, kind, subject, division, digest, state, submitted_by,"
            + " submitted_by_client) VALUES (?, ?, ?, ?, ?, 'submitted', ?, ?) RETURNING "
            + COLUMNS,
        RandomId.next(),
        kind,
        subject,
        division.code(),
        digest,
        actor.owner().value(),
        actor.clientId());
  }

  /**
   * The proposal of that kind, whoever asks.
   *
   * @throws Refusal {@code not-found}; an id of another kind is not found either
   */
  public Proposal load(String kind, String id) {
    Proposal found = find("SELECT " + COLUMNS + " FROM proposal WHERE id = ? AND kind = ?", id, kind);
    if (found == null) {
      throw Refusal.of(Problem.NOT_FOUND, "there is no such proposal");
    }
    return found;
  }

  /** Who submitted the proposal of that id and kind; empty when there is none. */
  public Optional<PersonId> submitter(String id, String kind) {
    return Optional.ofNullable(find("SELECT " + COLUMNS + " FROM proposal WHERE id = ? AND kind = ?", id, kind))
        .map(Proposal::submittedBy);
  }

  /** When proposals of that kind about that subject were submitted which nobody has decided, oldest first. */
  public List<Instant> waiting(String kind, String subject) {
    return jdbc.query(
        "SELECT submitted_at FROM proposal WHERE kind = ? AND subject = ? AND state = 'submitted'"
            + " AND lapsed_at IS NULL ORDER BY submitted_at",
        (row, n) -> row.getObject("submitted_at", OffsetDateTime.class).toInstant(),
        kind,
        subject);
  }

  /**
   * Approves, by one conditional update.
   *
   * @param digest what the approver saw; null accepts the proposal as it stands
   * @throws Refusal {@code outside-division}, {@code not-found}, {@code same-person}, {@code
   *     digest-mismatch}, {@code wrong-state}
   */
  public Proposal approve(Actor actor, String kind, String id, @Nullable String digest) {
    return decide(actor, kind, id, digest, Proposal.State.APPROVED, null);
  }

  /** Refuses, with the same guards as an approval, and keeps the reason. */
  public Proposal refuse(Actor actor, String kind, String id, String reason) {
    return decide(actor, kind, id, null, Proposal.State.REFUSED, reason);
  }

  /**
   * Ends a proposal that nobody decided, in the caller's transaction; nothing when it has ended.
   *
   * @param reason for the person who submitted
   */
  public Optional<Proposal> lapse(String kind, String id, String reason) {
    requireTransaction();
    return Optional.ofNullable(
        find(
            "UPDATE proposal SET lapsed_at = clock_timestamp(), reason = ?"
                + " WHERE id = ? AND kind = ? AND state = 'submitted' AND lapsed_at IS NULL RETURNING "
                + COLUMNS,
            reason,
            id,
            kind));
  }

  /** The ids of those that have waited for longer than that, oldest first. */
  List<String> waitingFor(Duration longerThan, String kind, int limit) {
    return jdbc.query(
        "SELECT id FROM proposal WHERE kind = ? AND state = 'submitted' AND lapsed_at IS NULL"
            + " AND submitted_at < clock_timestamp() - make_interval(secs => ?)"
            + " ORDER BY submitted_at LIMIT ?",
        (row, n) -> row.getString("id"),
        kind,
        longerThan.toSeconds(),
        limit);
  }

  private Proposal decide(
      Actor actor,
      String kind,
      String id,
      @Nullable String digest,
      Proposal.State decision,
      @Nullable String reason) {
    requireTransaction();
    // Before the look-up: an operator's client does not learn which ids exist.
    requireAuthority(actor);
    Proposal proposal = load(kind, id);
    requireActsIn(actor, proposal.division());
    requireOther(actor.owner(), proposal.submittedBy());
    if (digest != null && !digest.equals(proposal.digest())) {
      throw Refusal.of(Problem.DIGEST_MISMATCH, "the digest is not the one of what is proposed");
    }
    Proposal decided =
        find(
            "UPDATE proposal SET state = ?, decided_by = ?, decided_by_client = ?,"
                + " decided_at = clock_timestamp(), reason = ?"
                + " WHERE id = ? AND kind = ? AND state = 'submitted' AND lapsed_at IS NULL RETURNING "
                + COLUMNS,
            decision.name().toLowerCase(Locale.ROOT),
            actor.owner().value(),
            actor.clientId(),
            reason,
            id,
            kind);
    if (decided == null) {
      String state = load(kind, id).state().name().toLowerCase(Locale.ROOT);
      throw Refusal.conflict(
          Problem.WRONG_STATE, "it is " + state + " and stays so", Map.of("id", id, "state", state));
    }
    return decided;
  }

  /**
   * Passes for two persons, as {@link PersonStore#same} tells them apart.
   *
   * @throws Refusal {@code same-person}
   */
  public void requireOther(PersonId deciding, PersonId first) {
    if (deciding.equals(first)) {
      throw Refusal.of(
          Problem.SAME_PERSON, "the owner of this client submitted it, so another person decides");
    }
    if (persons.same(deciding, first)) {
      throw Refusal.of(
          Problem.SAME_PERSON,
          "who submitted it has the same name, and no staff numbers tell two persons: a third one decides");
    }
  }

  /**
   * Passes when the actor belongs to an authority whose division contains that one.
   *
   * @throws Refusal {@code outside-division}
   */
  public static void requireActsIn(Actor actor, Division division) {
    if (!requireAuthority(actor).contains(division)) {
      throw Refusal.of(
          Problem.OUTSIDE_DIVISION, "the client's authority does not act in division " + division);
    }
  }

  /**
   * The division of the actor's authority.
   *
   * @throws Refusal {@code outside-division} for an operator's client, which has none
   */
  public static Division requireAuthority(Actor actor) {
    Division division = actor.division();
    if (division == null) {
      throw Refusal.of(Problem.OUTSIDE_DIVISION, "the client belongs to no authority");
    }
    return division;
  }

  /**
   * The division that a list is narrowed to: the one asked for, else the whole of the actor's authority.
   *
   * @throws Refusal {@code outside-division}
   */
  public static Division within(Actor actor, @Nullable Division asked) {
    if (asked == null) {
      return requireAuthority(actor);
    }
    requireActsIn(actor, asked);
    return asked;
  }

  private static void requireTransaction() {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("a proposal is written in the transaction of its act");
    }
  }

  private Proposal one(String sql, @Nullable Object... arguments) {
    Proposal row = find(sql, arguments);
    if (row == null) {
      throw new IllegalStateException("the insert returned no row");
    }
    return row;
  }

  private @Nullable Proposal find(String sql, @Nullable Object... arguments) {
    return jdbc.query(sql, rows -> rows.next() ? proposal(rows) : null, arguments);
  }

  static Proposal proposal(ResultSet row) throws SQLException {
    String decidedBy = row.getString("decided_by");
    return new Proposal(
        row.getString("id"),
        row.getString("kind"),
        row.getString("subject"),
        new Division(row.getString("division")),
        row.getString("digest"),
        row.getObject("lapsed_at") != null
            ? Proposal.State.LAPSED
            : Proposal.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        new PersonId(row.getString("submitted_by")),
        row.getString("submitted_by_client"),
        row.getObject("submitted_at", OffsetDateTime.class).toInstant(),
        decidedBy == null ? null : new PersonId(decidedBy),
        row.getString("decided_by_client"),
        instant(row.getObject("decided_at", OffsetDateTime.class)),
        row.getString("reason"));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
