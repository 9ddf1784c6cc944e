package org.zhengyan.access.people;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.access.DevAccounts;
import org.zhengyan.access.Role;

/**
 * The responsible person, the manager and a user of the demo body, for the accounts of the dev profile.
 * Running again does nothing.
 */
@Component
@Profile("dev")
class DevPeople implements InitializingBean {
  private static final String RESPONSIBLE = "de".repeat(15) + "01";
  private static final String MANAGER = "de".repeat(15) + "02";
  private static final String USER = "de".repeat(15) + "03";

  private final JdbcTemplate jdbc;

  DevPeople(DevAccounts afterAccounts, JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void afterPropertiesSet() {
    for (DevAccounts.DevAccount account : DevAccounts.ALL) {
      if (account.role() == Role.RESPONSIBLE) {
        add(RESPONSIBLE, account, "dev");
      } else if (account.role() == Role.MANAGER) {
        add(MANAGER, account, RESPONSIBLE);
      } else if (account.role() == Role.USER) {
        add(USER, account, MANAGER);
      }
    }
  }

  private void add(String id, DevAccounts.DevAccount account, String grantedBy) {
    jdbc.update(
        "insert into body_grant (id, uscc, role, person, contractor, valid_from, granted_by)"
            + " values (?, ?, ?, ?, false, clock_timestamp(), ?) on conflict do nothing",
        id,
        account.subject(),
        account.role().wire(),
        account.person().value(),
        grantedBy);
  }
}
