package org.zhengyan.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.PersonId;

/**
 * One person at one authority, agency or operator.
 *
 * @param login what the person types; no name of a person
 * @param rolesUntil null without a term; a contractor always has one
 * @param deviceBound whether it signs in from known devices only
 */
public record Account(
    String id,
    String login,
    PersonId person,
    Realm realm,
    String subject,
    Set<Role> roles,
    boolean contractor,
    @Nullable Instant rolesUntil,
    State state,
    boolean deviceBound,
    int version) {

  /** Invited until the person has set both factors; suspended ones may come back, closed ones do not. */
  public enum State {
    INVITED,
    ACTIVE,
    SUSPENDED,
    CLOSED;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final String COLUMNS =
      "id, login, person, realm, subject, roles, contractor, roles_until, state, device_bound, version";

  public Account {
    roles = Set.copyOf(roles);
  }

  static Account of(ResultSet row) throws SQLException {
    OffsetDateTime until = row.getObject("roles_until", OffsetDateTime.class);
    return new Account(
        row.getString("id"),
        row.getString("login"),
        new PersonId(row.getString("person")),
        Realm.ofWire(row.getString("realm")),
        row.getString("subject"),
        Sessions.roles((String[]) row.getArray("roles").getArray()),
        row.getBoolean("contractor"),
        until == null ? null : until.toInstant(),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getBoolean("device_bound"),
        row.getInt("version"));
  }
}
