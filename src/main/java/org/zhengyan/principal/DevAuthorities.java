package org.zhengyan.principal;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The two synthetic authorities of the dev profile and the two persons of each, under ids that never
 * change. A bean that needs the rows takes this one as a constructor parameter; they are there once
 * it exists. Running again does nothing.
 */
@Component
@Profile("dev")
public class DevAuthorities implements InitializingBean {
  /** The national authority, division 100000. */
  public static final String NATIONAL = "dev-authority-national";

  /** The authority of Nanjing, division 320100. */
  public static final String NANJING = "dev-authority-nanjing";

  public static final PersonId NATIONAL_CLERK = new PersonId("dev-person-national-clerk");
  public static final PersonId NATIONAL_REVIEWER = new PersonId("dev-person-national-reviewer");
  public static final PersonId NANJING_CLERK = new PersonId("dev-person-nanjing-clerk");
  public static final PersonId NANJING_REVIEWER = new PersonId("dev-person-nanjing-reviewer");

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  DevAuthorities(JdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  @Override
  public void afterPropertiesSet() {
    transaction.executeWithoutResult(
        status -> {
          authority(NATIONAL, "演示用国家机构编制管理部门", Division.NATIONAL);
          authority(NANJING, "演示用南京市机构编制管理部门", new Division("320100"));
          person(NATIONAL_CLERK, "演示经办人甲");
          person(NATIONAL_REVIEWER, "演示审核人乙");
          person(NANJING_CLERK, "演示经办人丙");
          person(NANJING_REVIEWER, "演示审核人丁");
        });
  }

  private void authority(String id, String name, Division division) {
    jdbc.update(
        "INSERT INTO authority (id, name, division, state, version) VALUES (?, ?, ?, 'active', 1)"
            + " ON CONFLICT (id) DO NOTHING",
        id,
        name,
        division.code());
  }

  private void person(PersonId id, String name) {
    jdbc.update(
        "INSERT INTO person (id, name) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", id.value(), name);
  }
}
