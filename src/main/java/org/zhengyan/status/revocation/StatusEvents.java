package org.zhengyan.status.revocation;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;

/** The events of this package: what became of which certificate, by whom, for what. */
@Component
class StatusEvents {
  private final EventLog log;

  StatusEvents(EventLog log) {
    this.log = log;
  }

  /** A person's step in a revocation or release: {@code revocation.submitted | applied | refused}. */
  void decided(Revocation revocation, Actor actor) {
    Map<String, String> members = new HashMap<>();
    members.put("revocation", revocation.id());
    members.put("act", revocation.act().wire());
    members.put("digest", revocation.digest());
    members.put("client", actor.clientId());
    members.put("person", actor.owner().value());
    RevocationReason reason = revocation.reason();
    if (reason != null) {
      members.put("reason", reason.wire());
    }
    log.append(
        Event.of("revocation." + revocation.state().wire(), revocation.serial().hex(), members));
  }

  void suspended(SerialNumber serial, HoldCause cause, String revocation) {
    log.append(Event.of("certificate.suspended", serial.hex(), cause(cause.wire(), revocation)));
  }

  void released(SerialNumber serial, HoldCause cause) {
    log.append(Event.of("certificate.released", serial.hex(), cause(cause.wire(), "")));
  }

  /** @param origin the id of the revocation or registry change, or the serial that supersedes it */
  void revoked(SerialNumber serial, RevocationReason reason, String cause, String origin) {
    Map<String, String> members = cause(cause, "");
    members.put("reason", reason.wire());
    members.put("origin", origin);
    log.append(Event.of("certificate.revoked", serial.hex(), members));
  }

  /** @param proof {@code signature} or {@code revocationCode} */
  void compromiseReported(SerialNumber serial, String proof) {
    log.append(
        Event.of("certificate.compromise-reported", serial.hex(), Map.of("proof", proof)));
  }

  void superseding(SerialNumber serial, @Nullable String day, String change) {
    log.append(
        Event.of(
            "certificate.superseding",
            serial.hex(),
            Map.of("on", day == null ? "" : day, "change", change)));
  }

  private static Map<String, String> cause(String cause, String revocation) {
    Map<String, String> members = new HashMap<>();
    members.put("cause", cause);
    if (!revocation.isEmpty()) {
      members.put("revocation", revocation);
    }
    return members;
  }
}
