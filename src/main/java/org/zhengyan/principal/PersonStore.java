package org.zhengyan.principal;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Persons by a random id. This table is the only place where a person's name is kept; events,
 * proposals, certificates and logs carry the id.
 */
@Component
public class PersonStore {
  private final JdbcTemplate jdbc;

  public PersonStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Records a person. Two of the same name are two persons. */
  public PersonId add(String name) {
    return add(new PersonId(RandomId.next()), name);
  }

  PersonId add(PersonId id, String name) {
    jdbc.update("INSERT INTO person (id, name) VALUES (?, ?)", id.value(), name);
    return id;
  }

  public boolean exists(PersonId id) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "SELECT EXISTS (SELECT 1 FROM person WHERE id = ?)", Boolean.class, id.value()));
  }

  /**
   * Whether two ids count as one person where two persons are asked for: one id, or one name. Two who share a
   * name are two once an authority knows them under two staff numbers.
   */
  public boolean same(PersonId one, PersonId other) {
    return one.equals(other)
        || Boolean.TRUE.equals(
            jdbc.queryForObject(
                "SELECT EXISTS (SELECT 1 FROM person a JOIN person b ON name_key(a.name) = name_key(b.name)"
                    + " WHERE a.id = ? AND b.id = ? AND NOT EXISTS (SELECT 1 FROM staff_number m"
                    + " JOIN staff_number n USING (authority_id) WHERE m.person = a.id AND n.person = b.id))",
                Boolean.class,
                one.value(),
                other.value()));
  }

  /** The name behind the id: for consoles that show who decided, never for the log. */
  public Optional<String> findName(PersonId id) {
    return Optional.ofNullable(
        jdbc.query(
            "SELECT name FROM person WHERE id = ?",
            rows -> rows.next() ? rows.getString("name") : null,
            id.value()));
  }

  /** The names behind these ids, in one statement; who was erased is not among them. */
  public Map<PersonId, String> names(Collection<PersonId> ids) {
    Map<PersonId, String> names = new HashMap<>();
    jdbc.query(
        "SELECT id, name FROM person WHERE id = ANY (?)",
        row -> {
          names.put(new PersonId(row.getString("id")), row.getString("name"));
        },
        (Object) ids.stream().map(PersonId::value).toArray(String[]::new));
    return names;
  }
}
