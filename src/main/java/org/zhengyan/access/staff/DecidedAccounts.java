package org.zhengyan.access.staff;

import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.access.Account;
import org.zhengyan.principal.PersonId;

/**
 * By which approved change an authority's account waits for its person. Whoever proposed it gets no code for
 * it: one person would make somebody up, and be that somebody.
 */
@Component
class DecidedAccounts {

  /** The newest that made the account, or had it start anew. */
  record Decided(String change, PersonId submittedBy, PersonId decidedBy) {}

  private final JdbcTemplate jdbc;

  DecidedAccounts(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Empty for the first accounts of an installation, which nobody proposed. */
  Optional<Decided> behind(Account account) {
    return jdbc
        .query(
            "select id, submitted_by, decided_by from proposal join proposed_change using (id)"
                + " where proposal.kind = ? and state = 'approved'"
                + " and (type = 'new-account' and subject = ? and proposed::jsonb ->> 'authority' = ?"
                + " or type = 'account-step' and subject = ? and proposed::jsonb ->> 'step' = 'RESET')"
                + " order by decided_at desc limit 1",
            (row, n) ->
                new Decided(
                    row.getString(1), new PersonId(row.getString(2)), new PersonId(row.getString(3))),
            AccessChange.KIND,
            account.person().value(),
            account.subject(),
            account.id())
        .stream()
        .findFirst();
  }
}
