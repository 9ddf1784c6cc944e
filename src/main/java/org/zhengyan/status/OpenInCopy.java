package org.zhengyan.status;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;

/**
 * What a database that was put back has as open, and what may have been closed since the copy was made: closed
 * again, so that nothing is decided, used or entered a second time (ADR 262).
 *
 * <p>The tables belong to packages above; no node runs meanwhile. Each act is one transaction of the caller's.
 * What it does not do: suspend or close again the clients, operators and accounts that were.
 */
final class OpenInCopy {
  private final JdbcClient jdbc;
  private final EventLog events;

  OpenInCopy(JdbcClient jdbc, EventLog events) {
    this.jdbc = jdbc;
    this.events = events;
  }

  /** Voids the faces that still count for a platform: one may have been used, or taken back. */
  int voidDownloads() {
    Map<String, Integer> bodies = new TreeMap<>();
    jdbc.sql(
            """
            update named_download set voided_at = clock_timestamp()
            where voided_at is null and used_at is null
              and downloaded_at > clock_timestamp() - interval '24 hours'
            returning uscc""")
        .query(String.class)
        .list()
        .forEach(uscc -> bodies.merge(uscc, 1, Integer::sum));
    bodies.forEach(
        (uscc, count) ->
            events.append(
                Event.of("document.voided", uscc, Map.of("uscc", uscc, "count", Integer.toString(count)))));
    return bodies.values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * Lets the time of every open verification and batch be over, and forgets the texts that wait for a signature.
   * The node that starts first ends what is over, with the events and notices of any other that ends so.
   *
   * @return how many verifications
   */
  int endQuestions() {
    jdbc.sql("delete from holder_challenge").update();
    jdbc.sql(
            """
            update binding_batch set expires_at = clock_timestamp()
            where state = 'requested' and expires_at > clock_timestamp()""")
        .update();
    return jdbc.sql(
            """
            update verification set expires_at = clock_timestamp()
            where state = 'requested' and expires_at > clock_timestamp()""")
        .update();
  }

  /** Ends every session at the consoles: its person may have signed out, or been signed out. */
  int endSessions() {
    Map<String, String> ended = new TreeMap<>();
    jdbc.sql(
            """
            update console_session set ended_at = clock_timestamp(), ended_why = 'restored'
            where ended_at is null
            returning id, account_id""")
        .query(row -> {
          ended.put(row.getString("id"), row.getString("account_id"));
        });
    ended.forEach(
        (id, account) -> events.append(Event.of("session.ended", account, Map.of("session", id, "why", "restored"))));
    return ended.size();
  }
}
