package org.zhengyan.access.staff;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.access.Account;
import org.zhengyan.access.Realm;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.RandomId;

/** What was asked for, with what became of it by the changes and the permissions. */
@Component
class OverseasAskedStore {
  private static final String SELECT =
      """
      select * from (
        select r.id, r.position, r.account_id, a.login, a.person, r.realm, r.subject,
          coalesce(h.name, o.name, r.subject) as name, r.division, r.device_id, case when r.device_id is null then null
            else coalesce(d.label || ' ' || d.number, '?') end as device,
          r.valid_from, r.valid_to, r.reason, r.asked_by, r.asked_at, r.change, coalesce(r.refusal, c.reason) as refusal,
          case when r.state = 'withdrawn' or p.withdrawn_at is not null then 'WITHDRAWN'
            when r.state = 'refused' or c.state = 'refused' then 'REFUSED'
            when c.lapsed_at is not null then 'LAPSED'
            when r.valid_to <= clock_timestamp() then 'OVER'
            when r.state = 'asked' then 'ASKED'
            when c.state = 'submitted' then 'SUBMITTED'
            when r.device_id is not null and coalesce(d.state, '') <> 'bound' then 'IDLE'
            when r.valid_from > clock_timestamp() then 'COMING' else 'ACTIVE' end as standing
        from overseas_asked r
        join account a on a.id = r.account_id
        left join proposal c on c.id = r.change
        left join overseas_permission p on p.id = r.change
        left join account_device d on d.id = r.device_id
        left join institution_head h on r.realm = 'agency' and h.uscc = r.subject
        left join operator o on r.realm = 'platform' and o.id = r.subject) asked
      """;
  private static final String PAGE = " and position < ? order by position desc limit ?";

  private final JdbcTemplate jdbc;

  OverseasAskedStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** @throws Refusal {@code wrong-state} when something is asked for that account already */
  OverseasAsked add(
      SignedIn who, Account account, Division division, @Nullable String device, Instant from, Instant to, String why) {
    String id = RandomId.next();
    try {
      jdbc.update(
          "insert into overseas_asked (id, account_id, realm, subject, division, device_id, valid_from, valid_to,"
              + " reason, asked_by) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          id,
          account.id(),
          account.realm().wire(),
          account.subject(),
          division.code(),
          device,
          from.atOffset(ZoneOffset.UTC),
          to.atOffset(ZoneOffset.UTC),
          why,
          who.person().value());
    } catch (DuplicateKeyException e) {
      throw Refusal.of(Problem.WRONG_STATE, "something is asked for this account already: withdraw it before");
    }
    return load(id);
  }

  /** @throws Refusal {@code not-found} */
  OverseasAsked load(String id) {
    return find(id).orElseThrow(OverseasAskedStore::unknown);
  }

  private Optional<OverseasAsked> find(String id) {
    return jdbc.query(SELECT + " where id = ?", (row, n) -> asked(row), id).stream().findFirst();
  }

  /** The same as nobody else changes it before the caller's transaction ends. */
  OverseasAsked lock(String id) {
    if (jdbc.queryForList("select 1 from overseas_asked where id = ? for update", id).isEmpty()) {
      throw unknown();
    }
    return load(id); // a statement of its own: it sees what who held the lock before has done
  }

  /** Those of a body or platform, newest first. */
  List<OverseasAsked> of(Realm realm, String subject, @Nullable String accountId, PageRequest page) {
    return jdbc.query(
        SELECT + " where realm = ? and subject = ? and (?::text is null or account_id = ?)" + PAGE,
        (row, n) -> asked(row),
        realm.wire(),
        subject,
        accountId,
        accountId,
        page.before(),
        page.limit());
  }

  /** Those that an authority decides, newest first; of the standings named, or of all. */
  List<OverseasAsked> in(Division division, String @Nullable [] standings, PageRequest page) {
    return jdbc.query(
        SELECT + " where division like ? and (?::text[] is null or standing = any (?::text[]))" + PAGE,
        (row, n) -> asked(row),
        division.prefix() + "%",
        standings,
        standings,
        page.before(),
        page.limit());
  }

  void accept(String id, PersonId by, String change) {
    jdbc.update(
        "update overseas_asked set state = 'accepted', decided_by = ?, change = ? where id = ?",
        by.value(),
        change,
        id);
  }

  void refuse(String id, PersonId by, String reason) {
    jdbc.update(
        "update overseas_asked set state = 'refused', decided_by = ?, refusal = ? where id = ?",
        by.value(),
        reason,
        id);
  }

  void withdraw(String id) {
    jdbc.update("update overseas_asked set state = 'withdrawn' where id = ?", id);
  }

  private static Refusal unknown() {
    return Refusal.of(Problem.NOT_FOUND, "nothing of that id was asked for");
  }

  private static OverseasAsked asked(ResultSet row) throws SQLException {
    return new OverseasAsked(
        row.getString("id"),
        row.getLong("position"),
        row.getString("account_id"),
        row.getString("login"),
        new PersonId(row.getString("person")),
        Realm.ofWire(row.getString("realm")),
        row.getString("subject"),
        row.getString("name"),
        new Division(row.getString("division")),
        row.getString("device_id"),
        row.getString("device"),
        row.getObject("valid_from", OffsetDateTime.class).toInstant(),
        row.getObject("valid_to", OffsetDateTime.class).toInstant(),
        row.getString("reason"),
        new PersonId(row.getString("asked_by")),
        row.getObject("asked_at", OffsetDateTime.class).toInstant(),
        row.getString("change"),
        row.getString("refusal"),
        OverseasAsked.Standing.valueOf(row.getString("standing")));
  }
}
