package org.zhengyan.notification;

import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.binding.Bindings;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.StatusChange;
import org.zhengyan.status.RestoredChanges;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells of a certificate's changes the operators with a live binding that it proved, in the transaction of
 * the change; and again of those that a restored database had forgotten, when they are put back.
 *
 * <p>A change told again has the same {@code jti} at each endpoint and says the same, so that who heard of it
 * before the restore knows it. Whom it concerns is decided by the bindings that the database has.
 */
@Component
public final class CertificateEvents implements RestoredChanges {
  private final EventOutbox outbox;
  private final Bindings bindings;

  @Autowired
  CertificateEvents(EventOutbox outbox, Bindings bindings) {
    this.outbox = outbox;
    this.bindings = bindings;
  }

  /** For a command, in which nothing sends. */
  public CertificateEvents(JdbcTemplate jdbc, JsonMapper json) {
    this(new EventOutbox(jdbc, json, new Wakeups()), Bindings.in(jdbc));
  }

  @EventListener
  void statusChanged(StatusChange change) {
    tell(change);
  }

  @Override
  public int tell(StatusChange change) {
    EventKind kind = kind(change);
    if (kind == null) {
      return 0;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("uscc", change.uscc().value());
    members.put("serial", change.serial().hex());
    members.put("changedAt", change.changedAt().toString());
    RevocationReason reason = change.reason();
    if (reason != null) {
      members.put("reason", reason.wire());
    }
    put(members, "revokedAt", change.revokedAt());
    put(members, "invalidityDate", change.invalidityDate());
    return outbox.publishOnce(
        SecurityEvent.ofBody(kind, change.uscc(), change.changedAt(), members),
        HexFormat.of().formatHex(change.chain()),
        bindings.operatorsOf(change.serial()));
  }

  /** Null for what nobody outside has seen: a reservation that begins, ends, or becomes a certificate. */
  private static @Nullable EventKind kind(StatusChange change) {
    if (change.previous() == null || change.previous() == CertificateState.RESERVED) {
      return null;
    }
    return switch (change.state()) {
      case SUSPENDED -> EventKind.CERTIFICATE_SUSPENDED;
      case GOOD -> EventKind.CERTIFICATE_RELEASED;
      case REVOKED ->
          change.reason() == RevocationReason.SUPERSEDED
              ? EventKind.CERTIFICATE_SUPERSEDED
              : EventKind.CERTIFICATE_REVOKED;
      case RESERVED -> null;
    };
  }

  private static void put(Map<String, Object> members, String name, @Nullable Instant time) {
    if (time != null) {
      members.put(name, time.toString());
    }
  }
}
