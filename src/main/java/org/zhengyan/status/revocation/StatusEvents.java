package org.zhengyan.status.revocation;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;

/** The events of this package: what became of which certificate, by whom, for what. */
@Component
class StatusEvents {
  private final EventLog log;
  private final CertificateStore certificates;

  StatusEvents(EventLog log, CertificateStore certificates) {
    this.log = log;
    this.certificates = certificates;
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
    appendForBoth("certificate.suspended", serial, cause(cause.wire(), revocation));
  }

  void released(SerialNumber serial, HoldCause cause) {
    appendForBoth("certificate.released", serial, cause(cause.wire(), ""));
  }

  /** @param origin the id of the revocation or registry change, or the serial that supersedes it */
  void revoked(SerialNumber serial, RevocationReason reason, String cause, String origin) {
    Map<String, String> members = cause(cause, "");
    members.put("reason", reason.wire());
    members.put("origin", origin);
    appendForBoth("certificate.revoked", serial, members);
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

  /** What happens to one of a pair happens to the other. */
  private void appendForBoth(String type, SerialNumber serial, Map<String, String> members) {
    log.append(Event.of(type, serial.hex(), members));
    certificates
        .partner(serial)
        .ifPresent(
            other -> {
              Map<String, String> more = new HashMap<>(members);
              more.put("pair", serial.hex());
              log.append(Event.of(type, other.hex(), more));
            });
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
