package org.zhengyan.access.people;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.zhengyan.access.people.Grant.EndReason;
import org.zhengyan.principal.PersonId;
import org.zhengyan.registry.Uscc;
import org.zhengyan.verification.ActionType;

/** The rows of grants; every time is the database's. */
@Component
class GrantStore {
  private static final String STANDING =
      "case when ended_at is not null or valid_until <= clock_timestamp() then 'ended'"
          + " when valid_from > clock_timestamp() then 'coming' else 'active' end as standing";
  private static final String SELECT = "select *, " + STANDING + " from body_grant ";

  private final JdbcClient jdbc;

  GrantStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Adds a grant.
   *
   * @param from null for now
   * @return empty when the person, or for a responsible person the place, is taken
   */
  Optional<Grant> insert(
      String id,
      Uscc uscc,
      GrantRole role,
      PersonId person,
      boolean contractor,
      GrantScope scope,
      @Nullable Instant from,
      @Nullable Instant until,
      String grantedBy) {
    return jdbc.sql(
            """
            insert into body_grant (id, uscc, role, person, contractor, actions, operators, departments,
              valid_from, valid_until, granted_by)
            values (:id, :uscc, :role, :person, :contractor, :actions, :operators, :departments,
              coalesce(:from, clock_timestamp()), :until, :by)
            on conflict do nothing returning *, """
                + STANDING)
        .param("id", id)
        .param("uscc", uscc.value())
        .param("role", role.wire())
        .param("person", person.value())
        .param("contractor", contractor)
        .param("actions", wires(scope.actions()), Types.ARRAY)
        .param("operators", strings(scope.operators()), Types.ARRAY)
        .param("departments", strings(scope.departments()), Types.ARRAY)
        .param("from", column(from), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("until", column(until), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("by", grantedBy)
        .query(GrantStore::grant)
        .optional();
  }

  Optional<Grant> find(String id) {
    return jdbc.sql(SELECT + "where id = ?").param(id).query(GrantStore::grant).optional();
  }

  /** Waits for whoever ends or extends it, and keeps it as it is until the transaction ends. */
  Optional<Grant> lock(String id) {
    return jdbc.sql(SELECT + "where id = ? for update").param(id).query(GrantStore::grant).optional();
  }

  /** The one that has not been ended; past its term until it is swept, too. */
  Optional<Grant> findOpen(PersonId person, Uscc uscc) {
    return jdbc.sql(SELECT + "where person = ? and uscc = ? and ended_at is null")
        .params(person.value(), uscc.value())
        .query(GrantStore::grant)
        .optional();
  }

  Optional<Grant> findResponsible(Uscc uscc) {
    return jdbc.sql(SELECT + "where uscc = ? and role = 'responsible' and ended_at is null")
        .param(uscc.value())
        .query(GrantStore::grant)
        .optional();
  }

  /** Of a body, those that go on first, in the order in which they were made. */
  List<Grant> list(Uscc uscc, int limit) {
    return jdbc.sql(SELECT + "where uscc = ? order by ended_at is not null, sequence limit ?")
        .params(uscc.value(), limit)
        .query(GrantStore::grant)
        .list();
  }

  /** All that have not been ended. */
  List<Grant> open(Uscc uscc) {
    return jdbc.sql(SELECT + "where uscc = ? and ended_at is null order by sequence")
        .param(uscc.value())
        .query(GrantStore::grant)
        .list();
  }

  /** Which of these bodies have a grant that has not been ended. */
  Set<Uscc> granted(Collection<Uscc> bodies) {
    return jdbc.sql("select distinct uscc from body_grant where uscc = any (?) and ended_at is null")
        .param(bodies.stream().map(Uscc::value).toArray(String[]::new))
        .query((row, n) -> new Uscc(row.getString(1)))
        .set();
  }

  /** Moves the end of the term of one that has not been ended. */
  Optional<Grant> extend(String id, @Nullable Instant until) {
    return jdbc.sql(
            "update body_grant set valid_until = ? where id = ? and ended_at is null returning *, "
                + STANDING)
        .param(1, column(until), Types.TIMESTAMP_WITH_TIMEZONE)
        .param(2, id)
        .query(GrantStore::grant)
        .optional();
  }

  /** Ends it, once; for {@code termOver} only when its term is over on the database's clock. */
  Optional<Grant> end(String id, @Nullable PersonId by, EndReason reason) {
    return jdbc.sql(
            "update body_grant set ended_at = clock_timestamp(), ended_by = :by, end_reason = :reason"
                + " where id = :id and ended_at is null"
                + (reason == EndReason.TERM_OVER ? " and valid_until <= clock_timestamp()" : "")
                + " returning *, "
                + STANDING)
        .param("by", by == null ? null : by.value(), Types.VARCHAR)
        .param("reason", reason.wire())
        .param("id", id)
        .query(GrantStore::grant)
        .optional();
  }

  /** The ids of those whose term is over and that nobody ended, the longest over first. */
  List<String> overdue(int limit) {
    return jdbc.sql(
            "select id from body_grant where ended_at is null and valid_until <= clock_timestamp()"
                + " order by valid_until limit ?")
        .param(limit)
        .query((row, n) -> row.getString(1))
        .list();
  }

  private static Grant grant(ResultSet row, int number) throws SQLException {
    Instant endedAt = instant(row, "ended_at");
    String endedBy = row.getString("ended_by");
    return new Grant(
        row.getString("id"),
        row.getLong("sequence"),
        new Uscc(row.getString("uscc")),
        GrantRole.ofWire(row.getString("role")),
        new PersonId(row.getString("person")),
        row.getBoolean("contractor"),
        new GrantScope(
            actions(set(row.getArray("actions"))),
            set(row.getArray("operators")),
            set(row.getArray("departments"))),
        Objects.requireNonNull(instant(row, "valid_from")),
        instant(row, "valid_until"),
        row.getString("granted_by"),
        Objects.requireNonNull(instant(row, "granted_at")),
        endedAt == null
            ? null
            : new Grant.End(
                endedAt,
                endedBy == null ? null : new PersonId(endedBy),
                EndReason.ofWire(row.getString("end_reason"))),
        Grant.Standing.ofColumn(row.getString("standing")));
  }

  private static @Nullable Set<String> set(@Nullable Array column) throws SQLException {
    return column == null ? null : Set.copyOf(Arrays.asList((String[]) column.getArray()));
  }

  private static @Nullable Set<ActionType> actions(@Nullable Set<String> wires) {
    return wires == null
        ? null
        : wires.stream().map(wire -> ActionType.ofWire(wire).orElseThrow()).collect(Collectors.toSet());
  }

  private static String @Nullable [] wires(@Nullable Set<ActionType> actions) {
    return actions == null ? null : actions.stream().map(ActionType::wire).sorted().toArray(String[]::new);
  }

  private static String @Nullable [] strings(@Nullable Set<String> values) {
    return values == null ? null : values.stream().sorted().toArray(String[]::new);
  }

  private static @Nullable OffsetDateTime column(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
