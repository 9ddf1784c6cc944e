package org.zhengyan.access.staff;

import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.access.Accounts;
import org.zhengyan.principal.Change;

/**
 * A permission to sign in from abroad, for one account, on one device or any, between two moments. Its
 * subject is the account.
 */
@Component
class OverseasGrant implements AccessChange {
  record Proposed(@Nullable String device, String from, String to) {}

  private final JdbcTemplate jdbc;
  private final Accounts accounts;

  OverseasGrant(JdbcTemplate jdbc, Accounts accounts) {
    this.accounts = accounts;
    this.jdbc = jdbc;
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

  @Override
  public void apply(Change change) {
    AccountStep.requireAnother(change, accounts.load(change.proposal().subject()));
    Proposed proposed = change.proposedAs(Proposed.class);
    jdbc.update(
        "insert into overseas_permission (id, account_id, device_id, valid_from, valid_to)"
            + " values (?, ?, ?, ?, ?)",
        change.id(),
        change.proposal().subject(),
        proposed.device(),
        Instant.parse(proposed.from()).atOffset(ZoneOffset.UTC),
        Instant.parse(proposed.to()).atOffset(ZoneOffset.UTC));
  }
}
