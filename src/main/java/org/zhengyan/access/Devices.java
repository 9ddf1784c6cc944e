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

  /**
   * Knows a device from now on, also one that was removed or reset before, by an id of its own.
   *
   * @throws Refusal {@code refused-by-rule} at {@code /device}: as {@link #requireOnePerson}
   */
  static void bindFirst(JdbcTemplate jdbc, String accountId, SessionToken token, String label) {
    requireOnePerson(jdbc, accountId, browser(token));
    jdbc.update(
        "insert into account_device (id, account_id, token_hash, browser_hash, label, number, state, bound_by)"
            + " values (?, ?, ?, ?, ?, ?, 'bound', ?)"
            + " on conflict (token_hash) do update set id = excluded.id, browser_hash = excluded.browser_hash,"
            + " label = excluded.label, number = excluded.number, state = 'bound', bound_by = excluded.bound_by,"
            + " seen_at = clock_timestamp(), created_at = clock_timestamp()",
        RandomId.next(),
        accountId,
        hash(accountId, token),
        browser(token),
        shortened(label),
        number(),
        "account:" + accountId);
  }

  /**
   * A browser is the device of one person where staff of an authority is concerned: two persons who decide
   * about each other's acts do not come from one browser.
   */
  private static void requireOnePerson(JdbcTemplate jdbc, String accountId, byte[] browser) {
    // Two at once in one browser: the second waits for the first.
    jdbc.query("select pg_advisory_xact_lock(hashtextextended(encode(?, 'hex'), 161))", row -> {}, browser);
    Boolean taken =
        jdbc.queryForObject(
            "select exists (select 1 from account_device d join account o on o.id = d.account_id"
                + " join account a on a.id = ? where d.browser_hash = ? and d.state = 'bound'"
                + " and o.state <> 'closed' and o.person <> a.person"
                + " and 'authority' in (o.realm, a.realm))",
            Boolean.class,
            accountId,
            browser);
    if (Boolean.TRUE.equals(taken)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/device",
          "device-of-another",
          "this browser is another person's device: staff of an authority have one of their own");
    }
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
   *
   * @throws Refusal {@code refused-by-rule} at {@code /device}, as {@link #vouch}
   */
  Device introduce(Account account, SessionToken token, String label) {
    String accountId = account.id();
    String id = RandomId.next();
    requireOnePerson(jdbc, accountId, browser(token));
    jdbc.update(
        "update account_device set state = 'removed' where id in (select id from account_device"
            + " where account_id = ? and state = 'waiting' order by created_at desc offset ?)",
        accountId,
        MOST_WAITING - 1);
    int introduced =
        jdbc.update(
            "insert into account_device as d (id, account_id, token_hash, browser_hash, label, number, state)"
                + " values (?, ?, ?, ?, ?, ?, 'waiting')"
                + " on conflict (token_hash) do update set id = excluded.id,"
                + " browser_hash = excluded.browser_hash, label = excluded.label,"
                + " number = excluded.number, state = 'waiting', bound_by = null,"
                + " seen_at = clock_timestamp(), created_at = clock_timestamp() where d.state = 'removed'",
            id,
            accountId,
            hash(accountId, token),
            browser(token),
            shortened(label),
            number());
    if (introduced == 1) {
      log.append(
          Event.of(
              "device.introduced",
              accountId,
              By.own(accountId, account.person()).members(Map.of("device", id))));
    }
    // Of two requests at once the second finds what the first introduced.
    return find(accountId, token)
        .orElseThrow(() -> Refusal.of(Problem.WRONG_STATE, "somebody removed this device meanwhile"));
  }

  void seen(String id, SessionToken token) {
    jdbc.update(
        "update account_device set seen_at = clock_timestamp(), browser_hash = ? where id = ?",
        browser(token),
        id);
  }

  /** Those of the account that are known or wait. */
  public List<Device> of(String accountId) {
    return jdbc.query(
        SELECT + " where account_id = ? and state <> 'removed' order by state desc, seen_at desc",
        (row, n) -> Device.of(row),
        accountId);
  }

  /**
   * Vouches for a device that waits, in the caller's transaction.
   *
   * @throws Refusal {@code not-found}, {@code wrong-state}; {@code refused-by-rule} at {@code /device} for a
   *     browser that is another person's device
   */
  public void vouch(String accountId, String deviceId, By by) {
    jdbc.query(
            "select browser_hash from account_device where id = ? and browser_hash is not null",
            (row, n) -> row.getBytes(1),
            deviceId)
        .forEach(browser -> requireOnePerson(jdbc, accountId, browser));
    move(accountId, deviceId, "waiting", "bound", by);
    log.append(
        Event.of("device.bound", accountId, by.members(Map.of("device", deviceId))));
  }

  /** Forgets a device and ends its sessions, in the caller's transaction. */
  public void remove(String accountId, String deviceId, By by) {
    Device device = load(accountId, deviceId);
    move(accountId, deviceId, device.bound() ? "bound" : "waiting", "removed", by);
    jdbc.update(
        "update console_session set ended_at = clock_timestamp(), ended_why = 'device'"
            + " where device_id = ? and ended_at is null",
        deviceId);
    log.append(
        Event.of("device.removed", accountId, by.members(Map.of("device", deviceId))));
  }

  private void move(String accountId, String id, String from, String to, By by) {
    int moved =
        jdbc.update(
            "update account_device set state = ?, bound_by = ? where id = ? and account_id = ? and state = ?",
            to,
            by.actor(),
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

  /** The same for all accounts: by it a browser is found out to be two persons' device. */
  private static byte[] browser(SessionToken token) {
    return Attempts.digest("browser", token.cookie());
  }

  /** One browser may be the device of several accounts of one person, or of none of an authority. */
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
