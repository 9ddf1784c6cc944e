package org.zhengyan.log;

import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * Takes the record of an event away, and with it whatever it says of a person: the salt is destroyed, so
 * that the entry, which stays, can be matched with nothing any more. Leaf, tree, checkpoints and every proof
 * stay as they are, and a check of the log counts the event as erased, because another event says so.
 *
 * <p>That two persons wanted it is for the caller. Copies that were exported, and backups, have their own
 * keepers. Only what became of one person's account, session, device or grant may go: those records are about
 * that person, and nothing else is decided or proven by them. What the log says of certificates, bodies,
 * verifications, proposals and decisions stays, and so does what it says of itself.
 */
@Component
public class LogErasure {
  static final String ERASED = "event.erased";
  private static final List<String> OF_PERSONS = List.of("account.", "session.", "device.", "grant.");

  private final JdbcTemplate jdbc;
  private final EventLog log;
  private final LogSearch search;

  LogErasure(JdbcTemplate jdbc, EventLog log, LogSearch search) {
    this.jdbc = jdbc;
    this.log = log;
    this.search = search;
  }

  /**
   * Erases, in the caller's transaction.
   *
   * @param change the two-person act that decided it
   * @throws Refusal {@code not-found} where there is no such place, {@code wrong-state} when it is erased,
   *     {@code refused-by-rule} for an event that must stay
   */
  public void erase(long index, String change) {
    LogSearch.Found found = require(index);
    // A search that is just following the log writes its row before, or finds nothing to write.
    jdbc.query("select pg_advisory_xact_lock(hashtext('log-search'))", row -> {});
    jdbc.update(
        "insert into event_erasure (event_id, leaf_index, change) values (?, ?, ?)",
        found.eventId(),
        index,
        change);
    int erased =
        jdbc.update(
            "update event e set salt = null, record = null from log_leaf l"
                + " where l.leaf_index = ? and e.xid = l.event_xid and e.id = l.event_id and e.record is not null",
            index);
    if (erased != 1) {
      throw Refusal.of(Problem.WRONG_STATE, "this event was erased meanwhile");
    }
    search.forget(index);
    log.append(Event.of(ERASED, Long.toString(index), Map.of("change", change)));
  }

  /**
   * The event there, when it may be erased.
   *
   * @throws Refusal as {@link #erase}
   */
  public LogSearch.Found require(long index) {
    LogSearch.Found found =
        search
            .at(index)
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "the log has no event at this place"));
    Event event = found.event();
    if (event == null) {
      throw Refusal.of(Problem.WRONG_STATE, "this event was erased before");
    }
    if (OF_PERSONS.stream().noneMatch(event.type()::startsWith)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/index",
          "event-stays",
          "only events of one person's account, session, device or grant are erased");
    }
    return found;
  }
}
