package org.zhengyan.access;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The accounts of one subject, for those who are among them. */
@Component
public class Team {
  private final JdbcTemplate jdbc;

  Team(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One account.
   *
   * @param name of the person
   * @param until when its roles end; null for no end
   */
  public record Account(
      String id,
      String login, String name, List<Role> roles, String state, boolean contractor, @Nullable Instant until) {}

  public List<Account> of(SignedIn who) {
    return jdbc.query(
        "select a.id, a.login, p.name, a.roles, a.state, a.contractor, a.roles_until from account a"
            + " join person p on p.id = a.person where a.realm = ? and a.subject = ? and a.state <> 'closed'"
            + " order by a.login limit 200",
        (row, n) -> {
          OffsetDateTime until = row.getObject("roles_until", OffsetDateTime.class);
          return new Account(
              row.getString("id"),
              row.getString("login"),
              row.getString("name"),
              Arrays.stream((String[]) row.getArray("roles").getArray()).map(Role::ofWire).toList(),
              row.getString("state"),
              row.getBoolean("contractor"),
              until == null ? null : until.toInstant());
        },
        who.realm().wire(),
        who.subject());
  }
}
