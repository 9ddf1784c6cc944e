package org.zhengyan.access.staff;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.access.Account;
import org.zhengyan.access.By;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.Changes;

/**
 * Who of an authority may come from abroad: an account, on one of its devices or on any, between two moments.
 * An administrator proposes and a reviewer decides; one administrator withdraws, at once.
 */
@Component
public class OverseasPermissions {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final String SELECT =
      "select p.id, p.account_id, a.login, p.valid_from, p.valid_to,"
          + " case when p.device_id is null then null else coalesce(d.label || ' ' || d.number, '?') end as device,"
          + " case when p.withdrawn_at is not null then 'WITHDRAWN' when p.valid_to <= clock_timestamp() then 'OVER'"
          + " when p.device_id is not null and coalesce(d.state, '') <> 'bound' then 'IDLE'"
          + " when p.valid_from > clock_timestamp() then 'COMING' else 'ACTIVE' end as standing"
          + " from overseas_permission p join account a on a.id = p.account_id"
          + " left join account_device d on d.id = p.device_id"
          + " where a.realm = ? and a.subject = ?";

  private final JdbcTemplate jdbc;
  private final Changes changes;
  private final OverseasGrant type;
  private final EventLog log;

  OverseasPermissions(JdbcTemplate jdbc, Changes changes, OverseasGrant type, EventLog log) {
    this.jdbc = jdbc;
    this.changes = changes;
    this.type = type;
    this.log = log;
  }

  /** Where a permission stands on the database's clock. */
  public enum Standing {
    COMING,
    ACTIVE,
    OVER,
    WITHDRAWN,
    /** Its device is no longer one of the account. */
    IDLE
  }

  /**
   * One of them.
   *
   * @param device the browser and its number; null for any device
   */
  public record Permission(
      String id,
      String accountId,
      String login,
      @Nullable String device,
      Instant from,
      Instant to,
      Standing standing) {
    static Permission of(ResultSet row) throws SQLException {
      return new Permission(
          row.getString("id"),
          row.getString("account_id"),
          row.getString("login"),
          row.getString("device"),
          row.getObject("valid_from", OffsetDateTime.class).toInstant(),
          row.getObject("valid_to", OffsetDateTime.class).toInstant(),
          Standing.valueOf(row.getString("standing")));
    }
  }

  /**
   * Those of the reader's authority, the ones that last longest first.
   *
   * @param after the id of the last one before; null for the first ones
   * @throws Refusal {@code malformed} for what is no id
   */
  @Transactional(readOnly = true)
  public List<Permission> list(SignedIn who, @Nullable String after, int limit) {
    if (after != null && !ID.matcher(after).matches()) {
      throw Refusal.of(Problem.MALFORMED, "The cursor is not one that a page gave");
    }
    return jdbc.query(
        SELECT
            + " and (?::text is null or exists (select 1 from overseas_permission l where l.id = ?"
            + " and (p.valid_to < l.valid_to or p.valid_to = l.valid_to and p.id > l.id)))"
            + " order by p.valid_to desc, p.id limit ?",
        (row, n) -> Permission.of(row),
        who.realm().wire(),
        who.subject(),
        after,
        after,
        limit);
  }

  private Optional<Permission> find(SignedIn who, String id) {
    return jdbc
        .query(SELECT + " and p.id = ?", (row, n) -> Permission.of(row), who.realm().wire(), who.subject(), id)
        .stream()
        .findFirst();
  }

  /**
   * Proposes a permission, for half a year at most.
   *
   * @param device one that the account is known on; null for any
   * @throws Refusal {@code refused-by-rule} at {@code /to} or {@code /device}
   */
  @Transactional
  public Change propose(
      SignedIn who, Account account, @Nullable String device, Instant from, Instant to) {
    if (!to.isAfter(from) || Duration.between(from, to).compareTo(OverseasGrant.LONGEST) > 0) {
      throw ruled("/to", "period-invalid", "it ends after it begins, and within 180 days");
    }
    if (device != null && !type.bound(account.id(), device)) {
      throw ruled("/device", "device-unknown", "the account is not known on this device");
    }
    return changes.submit(
        who.actor(),
        type,
        account.id(),
        Approvals.requireAuthority(who.actor()),
        0,
        new OverseasGrant.Proposed(device, from.toString(), to.toString()));
  }

  /**
   * Withdraws a permission; who is signed in by it is out with the next request.
   *
   * @throws Refusal {@code not-found}, also for another authority's; {@code wrong-state} when it is over
   */
  @Transactional
  public void withdraw(SignedIn who, String id) {
    Permission permission =
        find(who, id)
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such permission"));
    int withdrawn =
        jdbc.update(
            "update overseas_permission set withdrawn_at = clock_timestamp(), withdrawn_by = ?"
                + " where id = ? and withdrawn_at is null and valid_to > clock_timestamp()",
            who.person().value(),
            id);
    if (withdrawn != 1) {
      throw Refusal.of(Problem.WRONG_STATE, "this permission is over, or was withdrawn before");
    }
    log.append(
        Event.of(
            "overseas-permission.withdrawn",
            permission.accountId(),
            By.of(who).members(Map.of("permission", id))));
  }

  private static Refusal ruled(String pointer, String code, String sentence) {
    return Refusal.member(Problem.REFUSED_BY_RULE, pointer, code, sentence);
  }
}
