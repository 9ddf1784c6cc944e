package org.zhengyan.access.staff;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.principal.PersonId;

/**
 * Who of all authorities' staff has a person's name already, with an account or as the owner of a client: what
 * the reviewer of a new account has to know, since only people can tell whether it is one human.
 */
@Component
public class Namesakes {
  private static final int MOST = 50;

  private final JdbcTemplate jdbc;

  Namesakes(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One account or client.
   *
   * @param same whether it is the very person, by a staff number or by id
   * @param number at its authority; null where none was given
   */
  public record Namesake(boolean same, String knownAs, String authority, @Nullable String number) {}

  @Transactional(readOnly = true)
  public List<Namesake> of(PersonId person) {
    return jdbc.query(
        """
        select k.person = ? as same, k.known_as, u.name, n.number from (
          select a.person, a.login as known_as, a.subject as authority from account a
           where a.realm = 'authority' and a.state <> 'closed'
          union all
          select c.owner, c.id, c.authority_id from client c where c.authority_id is not null) k
          join person p on p.id = k.person
          join authority u on u.id = k.authority
          left join staff_number n on n.authority_id = k.authority and n.person = k.person
         where k.person = ? or name_key(p.name) = (select name_key(name) from person where id = ?)
         order by same desc, u.name, k.known_as limit ?
        """,
        (row, n) ->
            new Namesake(row.getBoolean(1), row.getString(2), row.getString(3), row.getString(4)),
        person.value(),
        person.value(),
        person.value(),
        MOST);
  }
}
