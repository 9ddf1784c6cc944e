package org.zhengyan.access.people;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.RandomId;
import org.zhengyan.registry.Uscc;

/**
 * The register of a body's inner departments, kept by its managers. A body without any keeps no register:
 * then any department may be named, as before. With one, a verification on behalf of a department that is
 * not in it is rejected.
 */
@Component
public class Departments {
  private static final int MOST = 300;

  private final JdbcClient jdbc;
  private final People people;
  private final EventLog log;

  Departments(JdbcClient jdbc, People people, EventLog log) {
    this.jdbc = jdbc;
    this.people = people;
    this.log = log;
  }

  public List<Department> list(Uscc uscc) {
    return jdbc.sql(
            "select * from body_department where uscc = ? and closed_at is null order by name, id")
        .param(uscc.value())
        .query(
            (row, n) ->
                new Department(
                    row.getString("id"),
                    row.getString("name"),
                    new PersonId(row.getString("added_by")),
                    row.getObject("added_at", OffsetDateTime.class).toInstant()))
        .list();
  }

  /**
   * @throws Refusal {@code forbidden} for a user; {@code refused-by-rule} for a bad name, one that is
   *     there, or one too many
   */
  @Transactional
  public Department add(PersonId by, Uscc uscc, @Nullable String typed) {
    requireManager(by, uscc);
    String name = CallerText.require(typed == null ? "" : typed.strip(), "/name");
    if (list(uscc).size() >= MOST) {
      throw refused("departments-full", "a body registers at most " + MOST + " departments");
    }
    String id = RandomId.next();
    try {
      jdbc.sql("insert into body_department (id, uscc, name, added_by) values (?, ?, ?, ?)")
          .params(id, uscc.value(), name, by.value())
          .update();
    } catch (DuplicateKeyException e) {
      throw refused("department-known", "a department of this name is in the register");
    }
    record("department.added", id, by, uscc);
    return list(uscc).stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }

  /**
   * @throws Refusal {@code not-found}, also for another body's and for one that was closed before
   */
  @Transactional
  public void close(PersonId by, Uscc uscc, String id) {
    requireManager(by, uscc);
    int closed =
        jdbc.sql(
                "update body_department set closed_at = clock_timestamp(), closed_by = ?"
                    + " where id = ? and uscc = ? and closed_at is null")
            .params(by.value(), id, uscc.value())
            .update();
    if (closed == 0) {
      throw Refusal.of(Problem.NOT_FOUND, "there is no such department of this body");
    }
    record("department.closed", id, by, uscc);
  }

  private void requireManager(PersonId by, Uscc uscc) {
    if (people.requireActing(by, uscc).role() == GrantRole.USER) {
      throw Refusal.of(Problem.FORBIDDEN, "managers keep the register of departments");
    }
  }

  private void record(String type, String id, PersonId by, Uscc uscc) {
    log.append(Event.of(type, id, Map.of("uscc", uscc.value(), "person", by.value())));
  }

  private static Refusal refused(String code, String detail) {
    return Refusal.member(Problem.REFUSED_BY_RULE, "/name", code, detail);
  }
}
