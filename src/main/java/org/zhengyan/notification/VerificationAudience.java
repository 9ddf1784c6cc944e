package org.zhengyan.notification;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Whose operators want to hear of ended verifications, as it was less than a second ago: so that the
 * end of a verification that concerns nobody costs no statement.
 *
 * <p>The sender's loop refreshes the copy twice a second. While it is older than a second everybody may
 * be concerned, and the outbox finds out. So an endpoint hears of verifications from a second after its
 * proof on.
 */
@Component
class VerificationAudience {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final String CLIENTS =
      "select distinct c.id from event_endpoint e join client c on c.operator_id = e.operator_id"
          + " where e.state = 'active' and ? = any (e.kinds)";

  private final JdbcTemplate jdbc;
  private volatile @Nullable Copy copy;

  /** Some clients, and the moment of {@link System#nanoTime} before they were read. */
  private record Copy(Set<String> clients, long readAt) {}

  VerificationAudience(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  boolean mayInclude(String clientId) {
    Copy present = copy;
    return present == null
        || System.nanoTime() - present.readAt() > FRESH.toNanos()
        || present.clients().contains(clientId);
  }

  void refresh() {
    long readAt = System.nanoTime();
    copy =
        new Copy(
            Set.copyOf(
                jdbc.query(
                    CLIENTS,
                    (row, n) -> row.getString(1),
                    EventKind.VERIFICATION_COMPLETED.wire())),
            readAt);
  }
}
