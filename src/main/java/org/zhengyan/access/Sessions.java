package org.zhengyan.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.RandomId;

/**
 * Sessions of consoles, in PostgreSQL and on its clock, the same for all nodes.
 *
 * <p>Account, roles, term and the authority's standing are read with each request: what was taken away is
 * gone with the next click. The moment of the last request is written at most every twenty seconds, so a
 * session may be over up to twenty seconds before its fifteen idle minutes are.
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
          + " where s.token_hash = ? and a.state = 'active'"
          + " and (a.roles_until is null or a.roles_until > clock_timestamp())"
          + " and (a.realm <> 'authority' or u.state = 'active') and"
          + LIVE;

  private final JdbcTemplate jdbc;
  private final AccessProperties properties;

  public Sessions(JdbcTemplate jdbc, AccessProperties properties) {
    this.jdbc = jdbc;
    this.properties = properties;
  }

  /** Opens a session under a token that nobody has seen yet, in the caller's transaction. */
  public Opened open(String accountId) {
    SessionToken token = SessionToken.random();
    String id = RandomId.next();
    jdbc.update(
        "insert into console_session (id, token_hash, account_id) values (?, ?, ?)",
        id,
        token.hash(),
        accountId);
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

  /** Ends a session of that account; false when there is none that still lives. */
  boolean end(String accountId, String sessionId, String why) {
    return jdbc.update(
            "update console_session set ended_at = clock_timestamp(), ended_why = ?"
                + " where id = ? and account_id = ? and"
                + LIVE.replace("s.", ""),
            why,
            sessionId,
            accountId,
            properties.idle().toSeconds(),
            properties.longest().toSeconds())
        == 1;
  }

  /** The account of a session that has run out by itself, for who goes on where it stopped. */
  Optional<String> accountOf(@Nullable SessionToken token) {
    return token == null
        ? Optional.empty()
        : jdbc
            .queryForList(
                "select account_id from console_session where token_hash = ? and ended_at is null",
                String.class,
                token.hash())
            .stream()
            .findFirst();
  }
}
