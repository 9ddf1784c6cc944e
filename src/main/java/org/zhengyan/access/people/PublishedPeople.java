package org.zhengyan.access.people;

import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.keys.SandboxOnly;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.PersonId;
import org.zhengyan.registry.Uscc;
import org.zhengyan.sandbox.SandboxPeople;
import org.zhengyan.verification.ActionType;

/** A person of a sandbox's body with a narrow scope, and the register of departments of another body. */
@Component
@SandboxOnly
class PublishedPeople implements SandboxPeople {
  private static final String LIMITED = Grant.idOf(LIMITED_HOLDER).orElseThrow();
  private static final String DEPARTMENT = "5a".repeat(15) + "02";
  private static final PersonId PERSON = new PersonId("sandbox-person-limited");

  private final JdbcTemplate jdbc;
  private final GrantStore grants;
  private final EventLog log;

  PublishedPeople(JdbcTemplate jdbc, GrantStore grants, EventLog log) {
    this.jdbc = jdbc;
    this.grants = grants;
    this.log = log;
  }

  @Override
  @Transactional
  public void found(Uscc limited, Uscc registering, String department) {
    jdbc.update("insert into person (id, name) values (?, '沙箱经办人') on conflict do nothing", PERSON.value());
    GrantScope scope = new GrantScope(Set.of(ActionType.WEBSITE_FILING), null, null);
    grants
        .insert(LIMITED, limited, GrantRole.USER, PERSON, false, scope, null, null, "sandbox")
        .ifPresent(grant -> record("grant.made", grant.id(), limited));
    int added =
        jdbc.update(
            "insert into body_department (id, uscc, name, added_by) values (?, ?, ?, ?) on conflict do nothing",
            DEPARTMENT,
            registering.value(),
            department,
            PERSON.value());
    if (added > 0) {
      record("department.added", DEPARTMENT, registering);
    }
  }

  private void record(String type, String subject, Uscc uscc) {
    log.append(
        Event.of(type, subject, Map.of("uscc", uscc.value(), "person", PERSON.value(), "by", "sandbox")));
  }
}
