package org.zhengyan.verification.consent;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.verification.Terms;
import org.zhengyan.verification.VerificationId;
import tools.jackson.databind.json.JsonMapper;

/** The rows of authorization requests; every step is one conditional update on the database's clock. */
@Component
class AuthorizationStore {
  private static final String SELECT =
      "select id, client_id, terms, redirect_uri, state, nonce, code_challenge, proof_key,"
          + " expires_at > clock_timestamp() as open, verification_id, code_hash, code_expires_at, redeemed_at"
          + " from authorization_request where ";

  /** Longer than tokens live that came from it. */
  private static final Duration KEPT = Duration.ofMinutes(15);

  private final JdbcTemplate jdbc;
  private final EventLog log;
  private final JsonMapper json;

  AuthorizationStore(JdbcTemplate jdbc, EventLog log, JsonMapper json) {
    this.jdbc = jdbc;
    this.log = log;
    this.json = json;
  }

  void insert(AuthorizationRequests.Pushed pushed, byte[] handleHash, Duration life) {
    jdbc.update(
        "insert into authorization_request (id, client_id, handle_hash, terms, redirect_uri, state, nonce,"
            + " code_challenge, proof_key, expires_at, delete_after) values (?, ?, ?, ?, ?, ?, ?, ?, ?,"
            + " clock_timestamp() + make_interval(secs => ?), clock_timestamp() + make_interval(secs => ?))",
        UUID.randomUUID(),
        pushed.clientId(),
        handleHash,
        json.writeValueAsString(pushed.terms()),
        pushed.redirectUri(),
        pushed.state(),
        pushed.nonce(),
        pushed.codeChallenge(),
        pushed.proofKey(),
        (double) life.toSeconds(),
        (double) life.plus(KEPT).toSeconds());
  }

  /** The client's own request, kept as it is until the transaction ends. */
  Optional<AuthorizationRequest> lock(byte[] handleHash, String clientId) {
    return jdbc
        .query(
            SELECT + "handle_hash = ? and client_id = ? for update", (row, i) -> read(row), handleHash, clientId)
        .stream()
        .findFirst();
  }

  Optional<AuthorizationRequest> find(VerificationId verification) {
    return jdbc
        .query(SELECT + "verification_id = ?", (row, i) -> read(row), verification.value())
        .stream()
        .findFirst();
  }

  /**
   * Lets a request that nobody opened wait longer, counted from its push: again changes nothing. Its row goes
   * {@link #KEPT} after the first end, which is later.
   */
  void waitOutside(UUID id) {
    jdbc.update(
        "update authorization_request set expires_at = delete_after - make_interval(secs => ?)"
            + " where id = ? and verification_id is null",
        (double)
            KEPT.plus(AuthorizationRequests.LIFE).minus(AuthorizationRequests.LIFE_OUTSIDE).toSeconds(),
        id);
  }

  /** Ties the request to the verification that a browser made of it. */
  void opened(UUID id, VerificationId verification, Instant expires) {
    jdbc.update(
        "update authorization_request set verification_id = ?, delete_after = ? where id = ?",
        verification.value(),
        expires.plus(KEPT).atOffset(ZoneOffset.UTC),
        id);
  }

  /** Gives it a code, with its event; false when it has one. */
  boolean issue(AuthorizationRequest request, VerificationId verification, byte[] codeHash, Duration life) {
    return log.appendWith(
            log.draft(event("consent.code-issued", verification, request.clientId())),
            "update authorization_request set code_hash = ?,"
                + " code_expires_at = clock_timestamp() + make_interval(secs => ?)"
                + " where id = ? and code_hash is null",
            codeHash,
            (double) life.toSeconds(),
            request.id())
        .isPresent();
  }

  /** Uses the code up, if everything that it is bound to is as it was; empty, and nothing done, otherwise. */
  Optional<AuthorizationRequest> redeem(
      byte[] codeHash, String clientId, String redirectUri, String codeChallenge, @Nullable String proofKey) {
    int used =
        jdbc.update(
            "update authorization_request set redeemed_at = clock_timestamp() where code_hash = ?"
                + " and client_id = ? and redirect_uri = ? and code_challenge = ?"
                + " and (proof_key is null or proof_key = ?)"
                + " and redeemed_at is null and code_expires_at > clock_timestamp()",
            codeHash,
            clientId,
            redirectUri,
            codeChallenge,
            proofKey);
    return used == 0
        ? Optional.empty()
        : jdbc.query(SELECT + "code_hash = ?", (row, i) -> read(row), codeHash).stream().findFirst();
  }

  /** Takes back what a code gave that its client brought again. */
  void revoke(byte[] codeHash, String clientId) {
    jdbc.query(
            "select verification_id from authorization_request where code_hash = ? and client_id = ?"
                + " and redeemed_at is not null",
            (row, i) -> new VerificationId(row.getObject(1, UUID.class)),
            codeHash,
            clientId)
        .forEach(
            verification ->
                log.appendWith(
                    log.draft(event("consent.revoked", verification, clientId)),
                    "update authorization_request set revoked_at = clock_timestamp()"
                        + " where verification_id = ? and revoked_at is null",
                    verification.value()));
  }

  /** Whether tokens from that consent still count. */
  boolean stands(UUID verification) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "select exists (select 1 from authorization_request where verification_id = ?"
                + " and redeemed_at is not null and revoked_at is null)",
            Boolean.class,
            verification));
  }

  void deleteOld() {
    jdbc.update("delete from authorization_request where delete_after < clock_timestamp()");
  }

  private static Event event(String type, VerificationId verification, String clientId) {
    return Event.of(type, verification.toString(), Map.of("client", clientId));
  }

  private AuthorizationRequest read(ResultSet row) throws SQLException {
    UUID verification = row.getObject("verification_id", UUID.class);
    OffsetDateTime codeExpiresAt = row.getObject("code_expires_at", OffsetDateTime.class);
    return new AuthorizationRequest(
        row.getObject("id", UUID.class),
        row.getString("client_id"),
        json.readValue(row.getString("terms"), Terms.class),
        row.getString("redirect_uri"),
        row.getString("state"),
        row.getString("nonce"),
        row.getString("code_challenge"),
        row.getString("proof_key"),
        row.getBoolean("open"),
        verification == null ? null : new VerificationId(verification),
        row.getBytes("code_hash"),
        codeExpiresAt == null ? null : codeExpiresAt.toInstant(),
        row.getObject("redeemed_at") != null);
  }
}
