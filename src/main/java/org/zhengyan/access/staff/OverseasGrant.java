package org.zhengyan.access.staff;

import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.PersonStore;

/**
 * A permission to sign in from abroad, for one account, on one device or any, between two moments. Its
 * subject is the account.
 */
@Component
class OverseasGrant implements AccessChange {
  record Proposed(@Nullable String device, String from, String to) {}

  private final JdbcTemplate jdbc;
  private final Accounts accounts;
  private final PersonStore persons;

  OverseasGrant(JdbcTemplate jdbc, Accounts accounts, PersonStore persons) {
    this.accounts = accounts;
    this.jdbc = jdbc;
    this.persons = persons;
  }

  @Override
  public String type() {
    return "overseas";
  }

  @Override
  public String noun() {
    return "overseas-permission";
  }

  @Override
  public String appliedEvent() {
    return "overseas-permission.given";
  }

  /** Whether the account is known on that device now. */
  boolean bound(String accountId, String device) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "select exists (select 1 from account_device where id = ? and account_id = ? and state = 'bound')",
            Boolean.class,
            device,
            accountId));
  }

  @Override
  public void apply(Change change) {
    Account account = accounts.load(change.proposal().subject());
    AccountStep.requireAnother(persons, change, account);
    Proposed proposed = change.proposedAs(Proposed.class);
    if (proposed.device() != null && !bound(account.id(), proposed.device())) {
      throw over("the account is no longer known on this device");
    }
    if (account.state() == Account.State.CLOSED) {
      throw over("the account is closed");
    }
    if (Boolean.TRUE.equals(
        jdbc.queryForObject(
            "select ?::timestamptz <= clock_timestamp()", Boolean.class, proposed.to()))) {
      throw over("its last day is over");
    }
    jdbc.update(
        "insert into overseas_permission (id, account_id, device_id, valid_from, valid_to)"
            + " values (?, ?, ?, ?, ?)",
        change.id(),
        change.proposal().subject(),
        proposed.device(),
        Instant.parse(proposed.from()).atOffset(ZoneOffset.UTC),
        Instant.parse(proposed.to()).atOffset(ZoneOffset.UTC));
  }

  private static Refusal over(String sentence) {
    return Refusal.of(Problem.WRONG_STATE, sentence + ": propose it again");
  }
}
