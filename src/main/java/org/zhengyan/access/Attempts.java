package org.zhengyan.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Counts attempts to sign in, on all nodes together; each is counted before it is looked at, so that many
 * at once are no more than many.
 *
 * <p>From a known device an account is counted apart from everywhere else: who tries passwords elsewhere
 * locks elsewhere, and not the holder's own device. A lock doubles from half a minute to a quarter of an
 * hour and no further: it slows whoever guesses to a hundred tries a day, and keeps nobody out for good.
 * Login names and addresses stand here as hashes; a row is forgotten after a day.
 */
@Component
class Attempts {
  private static final Duration FIRST = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final JdbcTemplate jdbc;

  Attempts(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** What is counted together, and how many failures are free. */
  record Counter(byte[] key, int free) {
    /** An account by what was typed, whether there is one or not. */
    static Counter ofLogin(String login) {
      return new Counter(digest("login", login), 5);
    }

    static Counter ofDevice(String deviceId) {
      return new Counter(digest("device", deviceId), 5);
    }

    /** A whole office may come from one address. */
    static Counter ofAddress(String network) {
      return new Counter(digest("address", network), 40);
    }
  }

  /** Counts one; false when the counter is locked, and then nothing is counted. */
  boolean count(Counter counter) {
    int counted =
        jdbc.update(
            """
            insert into sign_in_attempt as t (key, failures, last_at) values (?, 1, clock_timestamp())
            on conflict (key) do update set
              failures = case when t.last_at < clock_timestamp() - interval '1 day' then 1
                else t.failures + 1 end,
              last_at = clock_timestamp(),
              free_at = case when t.last_at >= clock_timestamp() - interval '1 day' and t.failures + 1 >= ?
                then clock_timestamp() + make_interval(secs =>
                  least(?, ? * power(2, least(t.failures + 1 - ?, 20)))) end
            where t.free_at is null or t.free_at <= clock_timestamp()
            """,
            counter.key(),
            counter.free(),
            LONGEST.toSeconds(),
            FIRST.toSeconds(),
            counter.free());
    return counted == 1;
  }

  /** Takes one back, since it was no failure; all of them where they are the account's own. */
  void forgive(Counter counter, boolean all) {
    if (all) {
      jdbc.update("delete from sign_in_attempt where key = ?", counter.key());
    } else {
      jdbc.update(
          "update sign_in_attempt set failures = failures - 1, free_at = null"
              + " where key = ? and failures > 1",
          counter.key());
    }
  }

  @Scheduled(fixedDelay = 3_600_000, initialDelay = 600_000)
  void sweep() {
    jdbc.update("delete from sign_in_attempt where last_at < clock_timestamp() - interval '1 day'");
  }

  static byte[] digest(String kind, String what) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((kind + '\n' + what).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
