package org.zhengyan.status.holder;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * Texts with a nonce that wait for a holder's signature, in PostgreSQL: each is answered once, on whichever
 * node, within five minutes.
 *
 * <p>Whoever takes one deletes its row in the transaction of the act: an act that fails leaves the
 * challenge to be answered rightly, one that succeeds leaves nothing to replay.
 */
@Component
public class HolderChallenges {
  /** How long a challenge waits. */
  public static final Duration LIFE = Duration.ofMinutes(5);

  private static final int NONCE_OCTETS = 32;

  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  HolderChallenges(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** A challenge that waits. */
  public record Issued(UUID id, HolderText text, Instant expiresAt) {}

  /**
   * A challenge that was answered, and is no more.
   *
   * @param about what it was issued for, as the issuer named it
   */
  public record Taken(HolderText text, String about) {}

  /** Ends the lines with nonce and expiry, and keeps the text. */
  public Issued issue(TextKind kind, String about, HolderText.Lines lines) {
    Instant expires = clock.instant().plus(LIFE).truncatedTo(ChronoUnit.SECONDS);
    HolderText text = close(lines, expires);
    UUID id = UUID.randomUUID();
    jdbc.update(
        "insert into holder_challenge (id, kind, about, text, expires_at) values (?, ?, ?, ?, ?)",
        id,
        kind.name(),
        about,
        text.bytes(),
        expires.atOffset(ZoneOffset.UTC));
    return new Issued(id, text, expires);
  }

  /** The lines, a new nonce and the time at which the text is worth nothing any more. */
  public HolderText close(HolderText.Lines lines, Instant expires) {
    byte[] nonce = new byte[NONCE_OCTETS];
    random.nextBytes(nonce);
    return lines
        .line("nonce", Base64.getUrlEncoder().withoutPadding().encodeToString(nonce))
        .line("expires", expires.toString())
        .text();
  }

  /**
   * Takes the challenge for good, if the caller's transaction commits.
   *
   * @throws Refusal {@code wrong-state} when there is none of that kind that still waits
   */
  public Taken take(TextKind kind, UUID id) {
    return jdbc
        .query(
            "delete from holder_challenge where id = ? and kind = ? and expires_at > clock_timestamp()"
                + " returning about, text",
            (row, number) -> new Taken(new HolderText(row.getBytes("text")), row.getString("about")),
            id,
            kind.name())
        .stream()
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.of(
                    Problem.WRONG_STATE,
                    "this challenge was answered, is over, or never was: ask for a new one"));
  }

  @Scheduled(fixedDelay = 60_000)
  void sweep() {
    try {
      jdbc.update("delete from holder_challenge where expires_at <= clock_timestamp()");
    } catch (DataAccessException e) {
      // Rows that are over answer nobody; the next sweep finds them.
    }
  }
}
