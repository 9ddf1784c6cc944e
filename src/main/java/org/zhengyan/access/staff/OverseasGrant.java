package org.zhengyan.access.staff;

import java.time.Duration;
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

  static final Duration LONGEST = Duration.ofDays(180);

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

  /**
   * Passes for a term within 180 days that is not over, on a device of the account or on any.
   *
   * @throws Refusal {@code refused-by-rule} at {@code /to} or {@code /device}
   */
  void requireTerm(Account account, @Nullable String device, Instant from, Instant to) {
    if (!to.isAfter(from) || Duration.between(from, to).compareTo(LONGEST) > 0 || over(to)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/to",
          "period-invalid",
          "it ends after it begins and after now, and within 180 days");
    }
    if (device != null && !bound(account.id(), device)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/device", "device-unknown", "the account is not known on this device");
    }
  }

  private boolean over(Instant to) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "select ?::timestamptz <= clock_timestamp()", Boolean.class, to.toString()));
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
    give(change, account, change.proposedAs(Proposed.class));
  }

  /**
   * Makes the permission, under the id of the change.
   *
   * @throws Refusal {@code wrong-state} for what is over by now
   */
  void give(Change change, Account account, Proposed proposed) {
    if (proposed.device() != null && !bound(account.id(), proposed.device())) {
      throw over("the account is no longer known on this device");
    }
    if (account.state() == Account.State.CLOSED) {
      throw over("the account is closed");
    }
    if (over(Instant.parse(proposed.to()))) {
      throw over("its last day is over");
    }
    jdbc.update(
        "insert into overseas_permission (id, account_id, device_id, valid_from, valid_to)"
            + " values (?, ?, ?, ?, ?)",
        change.id(),
        account.id(),
        proposed.device(),
        Instant.parse(proposed.from()).atOffset(ZoneOffset.UTC),
        Instant.parse(proposed.to()).atOffset(ZoneOffset.UTC));
  }

  private static Refusal over(String sentence) {
    return Refusal.of(Problem.WRONG_STATE, sentence + ": propose it again");
  }
}
