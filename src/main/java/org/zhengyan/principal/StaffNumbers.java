package org.zhengyan.principal;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * The numbers under which authorities know their staff: whoever comes a second time, for another account or as
 * the owner of a client, is the person that the number names.
 *
 * <p>A number is kept when two persons approved who it is of, and stays with that person. Numbers of different
 * authorities say nothing of each other.
 */
@Component
public class StaffNumbers {
  private static final Pattern FORM = Pattern.compile("[0-9A-Z][0-9A-Z-]{0,31}");

  private final JdbcTemplate jdbc;
  private final PersonStore persons;

  StaffNumbers(JdbcTemplate jdbc, PersonStore persons) {
    this.jdbc = jdbc;
    this.persons = persons;
  }

  /**
   * The person of that number, or a new one of that name where the authority does not know the number yet.
   *
   * @param name as it is typed; it has to be the known person's
   * @throws Refusal {@code refused-by-rule} at {@code pointer}
   */
  public PersonId resolve(String authority, String number, String name, String pointer) {
    Optional<PersonId> known = find(authority, number);
    if (known.isEmpty()) {
      return persons.add(name);
    }
    boolean named =
        Boolean.TRUE.equals(
            jdbc.queryForObject(
                "select exists (select 1 from person where id = ? and name_key(name) = name_key(?))",
                Boolean.class,
                known.get().value(),
                name));
    if (!named) {
      throw refused(pointer, "staff-number-taken", "this number is of a person of another name");
    }
    return known.get();
  }

  /** In its one spelling. */
  public static String require(String typed, String pointer) {
    String number = typed.strip().toUpperCase(Locale.ROOT);
    if (!FORM.matcher(number).matches()) {
      throw refused(
          pointer, "staff-number-invalid", "a staff number has up to 32 letters, digits and hyphens");
    }
    return number;
  }

  /** The person of that number. */
  public Optional<PersonId> find(String authority, String number) {
    return jdbc
        .query(
            "select person from staff_number where authority_id = ? and number = ?",
            (row, n) -> new PersonId(row.getString(1)),
            authority,
            number)
        .stream()
        .findFirst();
  }

  /**
   * Keeps a number, in the transaction of the approval.
   *
   * @throws Refusal {@code wrong-state} when number or person were given otherwise meanwhile
   */
  public void keep(String authority, String number, PersonId person) {
    jdbc.update(
        "insert into staff_number (authority_id, number, person) values (?, ?, ?) on conflict do nothing",
        authority,
        number,
        person.value());
    if (find(authority, number).filter(person::equals).isEmpty()) {
      throw Refusal.of(
          Problem.WRONG_STATE, "number and person were given otherwise meanwhile: refuse it, and propose it again");
    }
  }

  private static Refusal refused(String pointer, String code, String sentence) {
    return Refusal.member(Problem.REFUSED_BY_RULE, pointer, code, sentence);
  }
}
