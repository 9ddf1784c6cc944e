package org.zhengyan.verification.presentation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.verification.Link;
import org.zhengyan.verification.Terms;
import org.zhengyan.verification.Verification;
import org.zhengyan.verification.VerificationId;
import org.zhengyan.verification.Verifications;

/**
 * What the row of a verification keeps of its holder's side. Each change is one conditional update on the
 * database's clock, so that of any number of attempts, on any number of nodes, one wins.
 */
@Component
class PresentationStore {
  /** As {@code VerificationStore} asks for one that is open. */
  private static final String OPEN =
      " where id = ? and ended_at is null and answered_at is null and expires_at > clock_timestamp()";

  private final JdbcTemplate jdbc;
  private final Verifications verifications;

  PresentationStore(JdbcTemplate jdbc, Verifications verifications) {
    this.jdbc = jdbc;
    this.verifications = verifications;
  }

  /** The session, unless it is unknown or from before there were links. */
  Optional<Session> find(VerificationId id) {
    return verifications.find(id).flatMap(this::session);
  }

  /** The holder's side of a verification that is known already. */
  Optional<Session> session(Verification verification) {
    Link link = verification.asked().link();
    if (link == null) {
      return Optional.empty();
    }
    return jdbc
        .query(
            "select taken_hash, code_confirmed_at, code_attempts, answer_hash, attempts, answer,"
                + " completion_hash, clock_timestamp() as now from verification where id = ?",
            (row, i) -> session(verification, link, row),
            verification.asked().id().value())
        .stream()
        .findFirst();
  }

  private static Session session(Verification verification, Link link, ResultSet row) throws SQLException {
    return new Session(
        verification,
        link,
        row.getBytes("taken_hash"),
        row.getObject("code_confirmed_at") != null,
        row.getInt("code_attempts"),
        row.getBytes("answer_hash"),
        row.getInt("attempts"),
        row.getString("answer"),
        row.getBytes("completion_hash"),
        row.getObject("now", OffsetDateTime.class).toInstant());
  }

  /** Binds the session to the browser with that cookie; false when another has it or it is over. */
  boolean take(VerificationId id, byte[] takenHash, byte[] answerHash) {
    return 1
        == jdbc.update(
            "update verification set taken_hash = ?, answer_hash = ?, taken_at = clock_timestamp()"
                + OPEN
                + " and taken_at is null",
            takenHash,
            answerHash,
            id.value());
  }

  /** Uses up one try at the short code and says which it was; empty when none is left. */
  Optional<Integer> tryCode(VerificationId id) {
    return jdbc
        .query(
            "update verification set code_attempts = code_attempts + 1"
                + OPEN
                + " and code_confirmed_at is null and code_attempts < ? returning code_attempts",
            (row, i) -> row.getInt(1),
            id.value(),
            Session.MOST_ATTEMPTS)
        .stream()
        .findFirst();
  }

  void confirmCode(VerificationId id) {
    jdbc.update("update verification set code_confirmed_at = clock_timestamp() where id = ?", id.value());
  }

  /** Counts wrong evidence and says how many there were; empty when the session is over. */
  Optional<Integer> countAttempt(VerificationId id) {
    return jdbc
        .query(
            "update verification set attempts = attempts + 1" + OPEN + " and attempts < ? returning attempts",
            (row, i) -> row.getInt(1),
            id.value(),
            Session.MOST_ATTEMPTS)
        .stream()
        .findFirst();
  }

  /** Holds the answer of a same-device holder; false when there is one or the session is over. */
  boolean hold(VerificationId id, String answer, byte[] completionHash) {
    return 1
        == jdbc.update(
            "update verification set answer = ?, completion_hash = ?, answered_at = clock_timestamp()" + OPEN,
            answer,
            completionHash,
            id.value());
  }

  /** Tells the managers of the body. */
  void notice(Verification.Asked asked) {
    Terms terms = asked.terms();
    jdbc.update(
        "insert into verification_notice (uscc, verification_id, client_id, action_type, mode)"
            + " values (?, ?, ?, ?, ?)",
        terms.claimed().uscc().value(),
        asked.id().value(),
        asked.clientId(),
        terms.action().type().wire(),
        terms.mode().wire());
  }

  /** Wakes whoever follows it, on every node, when the transaction commits. */
  void moved(VerificationId id) {
    jdbc.query("select pg_notify(?, ?)", row -> {}, Followers.CHANNEL, id.toString());
  }
}
