package org.zhengyan.binding;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.registry.Uscc;
import org.zhengyan.verification.ActionType;

/**
 * The rows of bindings. What happens to one happens by one conditional statement, so that of any number
 * of attempts, on any number of nodes, one wins.
 */
@Component
class BindingStore {
  private static final RowMapper<Binding> ROW = (row, number) -> binding(row);

  /**
   * The binding and the certificate that proved it, in one statement. Whoever renews waits for whoever ends: what
   * was live when the statement began, and is not when its row is held, was ended meanwhile and stays ended.
   */
  private static final String BIND =
      """
      with held as (
        select id from binding where uscc = ? and operator_id = ? and action_type = ? and identifier = ?
           and state = 'active' for update),
      bound as (
        insert into binding (id, uscc, operator_id, action_type, identifier, subject, digest, state,
            certificate, verification, batch)
        select ?, ?, ?, ?, ?, ?, ?, 'active', ?, ?, ?
         where not exists (select from binding r
             where r.uscc = ? and r.operator_id = ? and r.action_type = ? and r.identifier = ?
               and r.state = 'repudiated' and r.ended_at >= ?)
           and (exists (select from held) or not exists (select from binding l
             where l.uscc = ? and l.operator_id = ? and l.action_type = ? and l.identifier = ?
               and l.state = 'active'))
        on conflict (uscc, operator_id, action_type, identifier) where state = 'active'
        do update set subject = excluded.subject, digest = excluded.digest,
            verified_at = excluded.verified_at, certificate = excluded.certificate,
            verification = excluded.verification, batch = excluded.batch, times = binding.times + 1
        returning id, certificate)
      """;

  private static final String PROVED =
      "insert into binding_certificate (certificate, binding_id) select certificate, id from bound"
          + " on conflict do nothing";
  private static final String BIND_AND_TELL = BIND + ", proved as (" + PROVED + ") select id from bound";

  /** Without a result, so that many are sent at once. */
  private static final String BIND_EACH = BIND + PROVED;

  /** The order in which rows are taken, so that two transactions never wait for each other crosswise. */
  private static final Comparator<Proved> BY_KEY =
      Comparator.comparing((Proved proved) -> proved.uscc().value())
          .thenComparing(Proved::operatorId)
          .thenComparing(Proved::type)
          .thenComparing(Proved::identifier);

  private final JdbcTemplate jdbc;

  BindingStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One proof that is to become a binding.
   *
   * @param id of the binding, if it is new
   * @param askedAt a repudiation since then stands against it
   */
  record Proved(
      UUID id,
      Uscc uscc,
      String operatorId,
      ActionType type,
      String identifier,
      String subject,
      @Nullable String digest,
      String certificate,
      @Nullable UUID verification,
      @Nullable UUID batch,
      Instant askedAt) {}

  /** Makes or renews the live binding and returns its id; empty when the body repudiated it since, or it ends now. */
  Optional<UUID> bind(Proved proved) {
    return jdbc.query(BIND_AND_TELL, (row, number) -> row.getObject(1, UUID.class), arguments(proved)).stream()
        .findFirst();
  }

  /** The same for several, in one round trip; those that may not become a binding make none. */
  void bindAll(List<Proved> proved) {
    jdbc.batchUpdate(BIND_EACH, proved.stream().sorted(BY_KEY).map(BindingStore::arguments).toList());
  }

  private static @Nullable Object[] arguments(Proved proved) {
    return new @Nullable Object[] {
      proved.uscc().value(),
      proved.operatorId(),
      proved.type().wire(),
      proved.identifier(),
      proved.id(),
      proved.uscc().value(),
      proved.operatorId(),
      proved.type().wire(),
      proved.identifier(),
      proved.subject(),
      new SqlParameterValue(Types.VARCHAR, proved.digest()), // a null without a type is prepared anew
      proved.certificate(),
      proved.verification(),
      proved.batch(),
      proved.uscc().value(),
      proved.operatorId(),
      proved.type().wire(),
      proved.identifier(),
      proved.askedAt().atOffset(ZoneOffset.UTC),
      proved.uscc().value(),
      proved.operatorId(),
      proved.type().wire(),
      proved.identifier()
    };
  }

  /** The operator's own binding; another's is not found. */
  Optional<Binding> findOfOperator(UUID id, String operatorId) {
    return jdbc.query("select * from binding where id = ? and operator_id = ?", ROW, id, operatorId).stream()
        .findFirst();
  }

  Optional<Binding> findOfBody(UUID id, Uscc uscc) {
    return jdbc.query("select * from binding where id = ? and uscc = ?", ROW, id, uscc.value()).stream()
        .findFirst();
  }

  /** Ends a live one of the operator; empty when it is no live binding of that operator. */
  Optional<Binding> end(UUID id, String operatorId, EndReason reason) {
    return jdbc
        .query(
            "update binding set state = 'ended', ended_at = clock_timestamp(), reason = ?"
                + " where id = ? and operator_id = ? and state = 'active' returning *",
            ROW,
            reason.wire(),
            id,
            operatorId)
        .stream()
        .findFirst();
  }

  /** Repudiates a live one of the body; empty when it is no live binding of that body. */
  Optional<Binding> repudiate(UUID id, Uscc uscc, String certificate) {
    return jdbc
        .query(
            "update binding set state = 'repudiated', ended_at = clock_timestamp(), repudiated_by = ?"
                + " where id = ? and uscc = ? and state = 'active' returning *",
            ROW,
            certificate,
            id,
            uscc.value())
        .stream()
        .findFirst();
  }

  /** What an operator lists: its bindings, of one body if that is named, in one state if that is named. */
  List<Binding> listOfOperator(
      String operatorId, @Nullable Uscc uscc, @Nullable String state, PageRequest page) {
    // Only the conditions that are asked for, so that each question finds its index.
    StringBuilder sql = new StringBuilder("select * from binding where operator_id = ? and sequence < ?");
    List<Object> arguments = new ArrayList<>(List.of(operatorId, page.before()));
    if (uscc != null) {
      sql.append(" and uscc = ?");
      arguments.add(uscc.value());
    }
    if (state != null) {
      sql.append(" and state = ?");
      arguments.add(state);
    }
    arguments.add(page.limit());
    return jdbc.query(sql.append(" order by sequence desc limit ?").toString(), ROW, arguments.toArray());
  }

  List<Binding> listOfOperator(String operatorId, Collection<UUID> ids) {
    return jdbc.query(
        "select * from binding where operator_id = ? and id = any(?)",
        ROW,
        operatorId,
        ids.toArray(new UUID[0]));
  }

  /** A body's bindings in every state, newest first. */
  List<Binding> listOfBody(Uscc uscc, long before, int limit) {
    return jdbc.query(
        "select * from binding where uscc = ? and sequence < ? order by sequence desc limit ?",
        ROW,
        uscc.value(),
        before,
        limit);
  }

  /** The same of what is looked for. */
  List<Binding> listOfBody(Uscc uscc, BodyBindings.Filter filter, long before, int limit) {
    StringBuilder sql = new StringBuilder("select * from binding where uscc = ? and sequence < ?");
    List<Object> arguments = new ArrayList<>(List.of(uscc.value(), before));
    equal(sql, arguments, " and state = ?", filter.state());
    equal(sql, arguments, " and operator_id = ?", filter.operatorId());
    equal(sql, arguments, " and action_type = ?", filter.action());
    if (filter.text() != null) {
      sql.append(" and (position(lower(?) in lower(identifier)) > 0 or position(lower(?) in lower(subject)) > 0)");
      arguments.add(filter.text());
      arguments.add(filter.text());
    }
    arguments.add(limit);
    return jdbc.query(sql.append(" order by sequence desc limit ?").toString(), ROW, arguments.toArray());
  }

  private static void equal(
      StringBuilder sql, List<Object> arguments, String condition, @Nullable String value) {
    if (value != null) {
      sql.append(condition);
      arguments.add(value);
    }
  }

  long countActive(Uscc uscc) {
    Long count =
        jdbc.queryForObject(
            "select count(*) from binding where uscc = ? and state = 'active'", Long.class, uscc.value());
    return count == null ? 0 : count;
  }

  List<String> everOperatorsOf(Uscc uscc) {
    return jdbc.query(
        "select distinct operator_id from binding where uscc = ? order by 1",
        (row, number) -> row.getString(1),
        uscc.value());
  }

  List<String> operatorsOf(Uscc uscc) {
    return jdbc.query(
        "select distinct operator_id from binding where uscc = ? and state = 'active' order by 1",
        (row, number) -> row.getString(1),
        uscc.value());
  }

  Set<Uscc> bound(Collection<Uscc> bodies) {
    return Set.copyOf(
        jdbc.query(
            "select distinct uscc from binding where uscc = any (?) and state = 'active'",
            (row, number) -> new Uscc(row.getString(1)),
            (Object) bodies.stream().map(Uscc::value).toArray(String[]::new)));
  }

  List<String> operatorsOfCertificate(String serial) {
    return jdbc.query(
        "select distinct b.operator_id from binding_certificate c join binding b on b.id = c.binding_id"
            + " where c.certificate = ? and b.state = 'active' order by 1",
        (row, number) -> row.getString(1),
        serial);
  }

  private static Binding binding(ResultSet row) throws SQLException {
    Binding.Proof proof =
        new Binding.Proof(
            instant(row, "verified_at"),
            row.getString("certificate"),
            row.getObject("verification", UUID.class),
            row.getObject("batch", UUID.class),
            row.getInt("times"));
    Binding.Bound bound =
        new Binding.Bound(
            row.getObject("id", UUID.class),
            row.getLong("sequence"),
            new Uscc(row.getString("uscc")),
            row.getString("operator_id"),
            ActionType.ofWire(row.getString("action_type")).orElseThrow(),
            row.getString("identifier"),
            row.getString("subject"),
            row.getString("digest"),
            instant(row, "since"),
            proof);
    String state = row.getString("state");
    return switch (state) {
      case "active" -> new Binding.Active(bound);
      case "repudiated" ->
          new Binding.Repudiated(
              bound, instant(row, "ended_at"), Objects.requireNonNull(row.getString("repudiated_by")));
      case "ended" ->
          new Binding.Ended(bound, instant(row, "ended_at"), EndReason.ofColumn(row.getString("reason")));
      default -> throw new IllegalStateException("a binding in state " + state);
    };
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
