package org.zhengyan.access;

import java.security.SecureRandom;
import java.time.Duration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * What authenticators are given to sign, in PostgreSQL: each is answered once, on whichever node, within five
 * minutes, for one purpose, and by the browser or session that asked for it.
 *
 * <p>An answer uses it up, right or wrong: the page asks for another one with each press of its button.
 */
@Component
class KeyChallenges {
  static final Duration LIFE = Duration.ofMinutes(5);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int OCTETS = 32; // Level 3 section 13.4.3 asks for 16

  private final JdbcTemplate jdbc;

  KeyChallenges(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  enum Purpose {
    SIGN_IN("sign-in"),
    ADDING("adding");

    private final String wire;

    Purpose(String wire) {
      this.wire = wire;
    }
  }

  byte[] issue(Purpose purpose, byte[] boundTo) {
    byte[] challenge = new byte[OCTETS];
    RANDOM.nextBytes(challenge);
    jdbc.update(
        "insert into key_challenge (challenge, purpose, bound_to, expires_at)"
            + " values (?, ?, ?, clock_timestamp() + make_interval(secs => ?))",
        challenge,
        purpose.wire,
        boundTo,
        LIFE.toSeconds());
    return challenge;
  }

  /** True once: for one that waits, of that purpose and binding. */
  boolean take(Purpose purpose, byte[] boundTo, byte[] challenge) {
    return jdbc.update(
            "delete from key_challenge where challenge = ? and purpose = ? and bound_to = ?"
                + " and expires_at > clock_timestamp()",
            challenge,
            purpose.wire,
            boundTo)
        == 1;
  }

  @Scheduled(fixedDelay = 60_000)
  void sweep() {
    try {
      jdbc.update("delete from key_challenge where expires_at <= clock_timestamp()");
    } catch (DataAccessException e) {
      // Rows that are over answer nobody; the next sweep finds them.
    }
  }
}
