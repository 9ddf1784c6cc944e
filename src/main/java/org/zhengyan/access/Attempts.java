package org.zhengyan.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Counts attempts to sign in, on all nodes together; each is counted before it is looked at, so that many
 * at once are no more than many.
 *
 * <p>A known device is counted apart from everything else, the address too: who tries passwords elsewhere, or
 * next to it, does not lock the holder's own device. A lock doubles from half a minute to a quarter of an
 * hour and no further: it slows whoever guesses to a hundred tries a day, and keeps nobody out for good.
 * Login names and addresses stand here as hashes. A counter begins anew a day after its last attempt, an
 * address's after an hour, since its mistakes are of many.
 */
@Component
class Attempts {
  private static final Duration FIRST = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final JdbcTemplate jdbc;

  Attempts(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** What became of an attempt when it was counted. */
  enum Counted {
    FREE,
    /** Still looked at; if it fails, a lock has begun with it. */
    LAST,
    LOCKED
  }

  /** What is counted together, how many failures are free, and how long after the last it begins anew. */
  record Counter(byte[] key, int free, Duration memory) {
    private static final Duration DAY = Duration.ofDays(1);

    /** An account by what was typed, whether there is one or not. */
    static Counter ofLogin(String login) {
      return new Counter(digest("login", login), 5, DAY);
    }

    static Counter ofDevice(String deviceId) {
      return new Counter(digest("device", deviceId), 5, DAY);
    }

    /** The present password, asked for by an open session. */
    static Counter ofPassword(String accountId) {
      return new Counter(digest("password", accountId), 5, DAY);
    }

    /** A whole office may come from one address. */
    static Counter ofAddress(String network) {
      return new Counter(digest("address", network), 40, Duration.ofHours(1));
    }
  }

  /** Counts one, unless the counter is locked. */
  Counted count(Counter counter) {
    List<Boolean> locks =
        jdbc.query(
            """
            insert into sign_in_attempt as t (key, failures, last_at) values (?, 1, clock_timestamp())
            on conflict (key) do update set
              failures = case when t.last_at < clock_timestamp() - make_interval(secs => ?) then 1
                else t.failures + 1 end,
              last_at = clock_timestamp(),
              free_at = case when t.last_at >= clock_timestamp() - make_interval(secs => ?)
                and t.failures + 1 >= ? then clock_timestamp() + make_interval(secs =>
                  least(?, ? * power(2, least(t.failures + 1 - ?, 20)))) end
            where t.free_at is null or t.free_at <= clock_timestamp()
            returning free_at is not null
            """,
            (row, n) -> row.getBoolean(1),
            counter.key(),
            counter.memory().toSeconds(),
            counter.memory().toSeconds(),
            counter.free(),
            LONGEST.toSeconds(),
            FIRST.toSeconds(),
            counter.free());
    if (locks.isEmpty()) {
      return Counted.LOCKED;
    }
    return locks.getFirst() ? Counted.LAST : Counted.FREE;
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
