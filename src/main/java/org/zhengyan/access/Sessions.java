package org.zhengyan.access;

import java.net.InetAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.RandomId;

/**
 * Sessions of consoles, in PostgreSQL and on its clock, the same for all nodes.
 *
 * <p>Account, roles, term and the standing of authority or operator are read with each request: what was
 * taken away is gone with the next click. The moment of the last request is written at most every twenty
 * seconds, so a session may be over up to twenty seconds before its fifteen idle minutes are.
 */
@Component
public class Sessions {
  private static final String LIVE =
      " s.ended_at is null and s.seen_at > clock_timestamp() - make_interval(secs => ?)"
          + " and s.opened_at > clock_timestamp() - make_interval(secs => ?)";
  private static final String FIND =
      "select s.id as session_id, s.seen_at < clock_timestamp() - interval '20 seconds' as stale,"
          + " a.id, a.person, a.realm, a.subject, a.roles, a.roles_until, u.division"
          + " from console_session s join account a on a.id = s.account_id"
          + " left join authority u on a.realm = 'authority' and u.id = a.subject"
          + " left join operator o on a.realm = 'platform' and o.id = a.subject"
          + " where s.token_hash = ? and a.state = 'active'"
          + " and (a.roles_until is null or a.roles_until > clock_timestamp())"
          + " and (a.realm <> 'authority' or u.state = 'active')"
          + " and (a.realm <> 'platform' or o.state = 'active') and"
          + LIVE;

  private final JdbcTemplate jdbc;
  private final AccessProperties properties;
  private final EventLog log;

  public Sessions(JdbcTemplate jdbc, AccessProperties properties, EventLog log) {
    this.jdbc = jdbc;
    this.properties = properties;
    this.log = log;
  }

  /**
   * Opens a session under a token that nobody has seen yet, in the caller's transaction.
   *
   * @param address and {@code browser}: for the person's own list of sessions
   */
  Opened open(
      String accountId, @Nullable String deviceId, @Nullable String address, @Nullable String browser) {
    SessionToken token = SessionToken.random();
    String id = RandomId.next();
    jdbc.update(
        "insert into console_session (id, token_hash, account_id, device_id, address, browser)"
            + " values (?, ?, ?, ?, ?::inet, ?)",
        id,
        token.hash(),
        accountId,
        deviceId,
        address == null ? null : Address.parse(address).map(InetAddress::getHostAddress).orElse(null),
        browser == null ? null : browser.substring(0, Math.min(browser.length(), 200)));
    return new Opened(id, token);
  }

  /** A new session; the token goes into the cookie. */
  public record Opened(String id, SessionToken token) {}

  /** Who is signed in with that token; empty when the session or the account is over. */
  public Optional<SignedIn> find(SessionToken token) {
    Found found =
        jdbc.query(
            FIND,
            rows -> rows.next() ? Found.of(rows) : null,
            token.hash(),
            properties.idle().toSeconds(),
            properties.longest().toSeconds());
    if (found == null) {
      return Optional.empty();
    }
    if (found.stale()) {
      jdbc.update(
          "update console_session set seen_at = clock_timestamp() where id = ? and ended_at is null",
          found.signedIn().sessionId());
    }
    return Optional.of(found.signedIn());
  }

  private record Found(SignedIn signedIn, boolean stale) {
    static Found of(ResultSet row) throws SQLException {
      String division = row.getString("division");
      OffsetDateTime until = row.getObject("roles_until", OffsetDateTime.class);
      return new Found(
          new SignedIn(
              row.getString("id"),
              new PersonId(row.getString("person")),
              Realm.ofWire(row.getString("realm")),
              row.getString("subject"),
              division == null ? null : new Division(division),
              roles((String[]) row.getArray("roles").getArray()),
              row.getString("session_id"),
              until == null ? null : until.toInstant()),
          row.getBoolean("stale"));
    }
  }

  static Set<Role> roles(String[] wires) {
    return Arrays.stream(wires)
        .map(Role::ofWire)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
  }

  /** A session that lives, as its owner sees it. */
  public record Listed(
      String id, Instant openedAt, Instant seenAt, @Nullable String address, @Nullable String browser) {}

  /** The account's sessions that live, newest first. */
  public List<Listed> of(String accountId) {
    return jdbc.query(
        "select s.id, s.opened_at, s.seen_at, host(s.address) as address, s.browser from console_session s"
            + " where s.account_id = ? and"
            + LIVE
            + " order by s.opened_at desc limit 100",
        (row, n) ->
            new Listed(
                row.getString("id"),
                row.getObject("opened_at", OffsetDateTime.class).toInstant(),
                row.getObject("seen_at", OffsetDateTime.class).toInstant(),
                row.getString("address"),
                row.getString("browser")),
        accountId,
        properties.idle().toSeconds(),
        properties.longest().toSeconds());
  }

  /** Ends a session of that account, in the caller's transaction; nothing when it is over. */
  public void end(String accountId, String sessionId, By by) {
    if (endAs(by.account(accountId) ? "owner" : "administrator", accountId, sessionId)) {
      log.append(Event.of("session.ended", accountId, by.members(Map.of("session", sessionId))));
    }
  }

  /** Ends a session that goes on from where it may not, in the caller's transaction. */
  void endByRule(SignedIn who, String why) {
    if (endAs(why, who.accountId(), who.sessionId())) {
      log.append(
          Event.of(
              "session.ended",
              who.accountId(),
              By.NOBODY.members(Map.of("session", who.sessionId(), "reason", why))));
    }
  }

  /** The device from which it was opened, if the account has such. */
  @Nullable String device(String sessionId) {
    return jdbc
        .query(
            "select device_id from console_session where id = ?",
            (row, n) -> Optional.ofNullable(row.getString(1)),
            sessionId)
        .stream()
        .findFirst()
        .flatMap(device -> device)
        .orElse(null);
  }

  private boolean endAs(String why, String accountId, String sessionId) {
    return jdbc.update(
            "update console_session set ended_at = clock_timestamp(), ended_why = ?"
                + " where id = ? and account_id = ? and ended_at is null",
            why,
            sessionId,
            accountId)
        == 1;
  }

  /** The account of a session that ran out by itself, for who goes on where it stopped. */
  public Optional<String> lapsed(SessionToken token) {
    return jdbc
        .query(
            "select account_id from console_session where token_hash = ? and ended_at is null",
            (row, n) -> row.getString(1),
            token.hash())
        .stream()
        .findFirst();
  }

  /** What is over is kept for its owner for a month; the log keeps that it was. */
  @Scheduled(fixedDelay = 3_600_000, initialDelay = 900_000)
  void sweep() {
    jdbc.update(
        "delete from console_session where coalesce(ended_at, opened_at) < clock_timestamp() - interval '31 days'");
  }
}
