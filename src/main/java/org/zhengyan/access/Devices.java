package org.zhengyan.access;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.RandomId;

/**
 * The devices from which an account signs in. The first is known when the account is taken; another waits
 * until the person vouches for it from a known one, or an administrator does (src/docs/adr/161).
 */
@Component
public class Devices {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MOST_WAITING = 3;
  private static final int LONGEST_LABEL = 80;
  private static final String SELECT =
      "select id, account_id, label, number, state, seen_at from account_device";

  private final JdbcTemplate jdbc;
  private final EventLog log;

  Devices(JdbcTemplate jdbc, EventLog log) {
    this.jdbc = jdbc;
    this.log = log;
  }

  /**
   * A device.
   *
   * @param label the browser, as it calls itself
   * @param number what the person reads out to whoever vouches for it
   */
  public record Device(
      String id, String accountId, String label, String number, boolean bound, Instant seenAt) {
    static Device of(ResultSet row) throws SQLException {
      return new Device(
          row.getString("id"),
          row.getString("account_id"),
          row.getString("label"),
          row.getString("number"),
          row.getString("state").equals("bound"),
          row.getObject("seen_at", OffsetDateTime.class).toInstant());
    }
  }

  /** Knows a device from now on, also one that was removed or reset before, by an id of its own. */
  static void bindFirst(JdbcTemplate jdbc, String accountId, SessionToken token, String label) {
    jdbc.update(
        "insert into account_device (id, account_id, token_hash, label, number, state, bound_by)"
            + " values (?, ?, ?, ?, ?, 'bound', ?)"
            + " on conflict (token_hash) do update set id = excluded.id, label = excluded.label,"
            + " number = excluded.number, state = 'bound', bound_by = excluded.bound_by,"
            + " seen_at = clock_timestamp(), created_at = clock_timestamp()",
        RandomId.next(),
        accountId,
        hash(accountId, token),
        shortened(label),
        number(),
        accountId);
  }

  /** The device of that cookie, if the account knows it and it was not removed. */
  Optional<Device> find(String accountId, @Nullable SessionToken token) {
    return token == null
        ? Optional.empty()
        : jdbc
            .query(
                SELECT + " where account_id = ? and token_hash = ? and state <> 'removed'",
                (row, n) -> Device.of(row),
                accountId,
                hash(accountId, token))
            .stream()
            .findFirst();
  }

  /**
   * Lets a device wait, in the caller's transaction; of many that wait the oldest goes. One that was removed
   * waits like a new one, and what its former id was permitted is not permitted to it.
   */
  Device introduce(String accountId, SessionToken token, String label) {
    String id = RandomId.next();
    jdbc.update(
        "update account_device set state = 'removed' where id in (select id from account_device"
            + " where account_id = ? and state = 'waiting' order by created_at desc offset ?)",
        accountId,
        MOST_WAITING - 1);
    int introduced =
        jdbc.update(
            "insert into account_device as d (id, account_id, token_hash, label, number, state)"
                + " values (?, ?, ?, ?, ?, 'waiting')"
                + " on conflict (token_hash) do update set id = excluded.id, label = excluded.label,"
                + " number = excluded.number, state = 'waiting', bound_by = null,"
                + " seen_at = clock_timestamp(), created_at = clock_timestamp() where d.state = 'removed'",
            id,
            accountId,
            hash(accountId, token),
            shortened(label),
            number());
    if (introduced == 1) {
      log.append(Event.of("device.introduced", accountId, Map.of("device", id)));
    }
    // Of two requests at once the second finds what the first introduced.
    return find(accountId, token)
        .orElseThrow(() -> Refusal.of(Problem.WRONG_STATE, "somebody removed this device meanwhile"));
  }

  void seen(String id) {
    jdbc.update("update account_device set seen_at = clock_timestamp() where id = ?", id);
  }

  /** Those of the account that are known or wait. */
  public List<Device> of(String accountId) {
    return jdbc.query(
        SELECT + " where account_id = ? and state <> 'removed' order by state desc, seen_at desc",
        (row, n) -> Device.of(row),
        accountId);
  }

  /** Vouches for a device that waits, in the caller's transaction. */
  public void vouch(String accountId, String deviceId, String byAccount) {
    move(accountId, deviceId, "waiting", "bound", byAccount);
    log.append(
        Event.of("device.bound", accountId, Map.of("device", deviceId, "by", byAccount)));
  }

  /** Forgets a device and ends its sessions, in the caller's transaction. */
  public void remove(String accountId, String deviceId, String byAccount) {
    Device device = load(accountId, deviceId);
    move(accountId, deviceId, device.bound() ? "bound" : "waiting", "removed", byAccount);
    jdbc.update(
        "update console_session set ended_at = clock_timestamp(), ended_why = 'device'"
            + " where device_id = ? and ended_at is null",
        deviceId);
    log.append(
        Event.of("device.removed", accountId, Map.of("device", deviceId, "by", byAccount)));
  }

  private void move(String accountId, String id, String from, String to, String by) {
    int moved =
        jdbc.update(
            "update account_device set state = ?, bound_by = ? where id = ? and account_id = ? and state = ?",
            to,
            by,
            id,
            accountId,
            from);
    if (moved != 1) {
      throw Refusal.of(Problem.WRONG_STATE, "somebody decided about this device meanwhile");
    }
  }

  private Device load(String accountId, String id) {
    return jdbc
        .query(SELECT + " where account_id = ? and id = ?", (row, n) -> Device.of(row), accountId, id)
        .stream()
        .findFirst()
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such device"));
  }

  /** One browser may be the device of several accounts. */
  private static byte[] hash(String accountId, SessionToken token) {
    return Attempts.digest(accountId, token.cookie());
  }

  private static String number() {
    return String.format(Locale.ROOT, "%06d", RANDOM.nextInt(1_000_000));
  }

  private static String shortened(String label) {
    String printable = label.replaceAll("\\p{Cntrl}", " ");
    return printable.length() <= LONGEST_LABEL ? printable : printable.substring(0, LONGEST_LABEL);
  }
}
