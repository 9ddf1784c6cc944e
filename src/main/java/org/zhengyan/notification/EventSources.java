package org.zhengyan.notification;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.zhengyan.binding.BindingEnded;
import org.zhengyan.binding.BindingRepudiated;
import org.zhengyan.binding.Bindings;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.enrolment.CertificateRenewed;
import org.zhengyan.registry.BodyFollower;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionChanged;
import org.zhengyan.registry.InstitutionLapsed;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Uscc;
import org.zhengyan.verification.ActionType;
import org.zhengyan.verification.VerificationEnded;

/**
 * Turns what happened into events for those concerned, in the transaction in which it happens.
 *
 * <p>Of a body hear the operators with a live binding of it; of a certificate, see {@link
 * CertificateEvents}. An event says that something changed and where to look, never a name: names are asked
 * for with a token.
 */
@Component
class EventSources implements BodyFollower {
  private final EventOutbox outbox;
  private final Bindings bindings;
  private final CertificateStore certificates;
  private final VerificationAudience audience;
  private final Clock clock;

  EventSources(
      EventOutbox outbox,
      Bindings bindings,
      CertificateStore certificates,
      VerificationAudience audience,
      Clock clock) {
    this.outbox = outbox;
    this.audience = audience;
    this.bindings = bindings;
    this.certificates = certificates;
    this.clock = clock;
  }

  /** Bodies with live bindings: of others nobody hears. */
  @Override
  public Set<Uscc> following(Collection<Uscc> bodies) {
    return bindings.bound(bodies);
  }

  /** Before the certificates that the change retires. */
  @EventListener
  @Order(Ordered.HIGHEST_PRECEDENCE)
  void institutionChanged(InstitutionChanged change) {
    Institution before = change.before();
    if (before == null) {
      return;
    }
    // The lock of status writers comes first, whoever takes both: the outbox has one of its own.
    certificates.lock();
    Institution after = change.after();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("uscc", after.uscc().value());
    members.put("version", after.version());
    members.put("status", after.status().wire());
    members.put("changed", changed(before, after));
    members.put("effectiveOn", change.effectiveOn().toString());
    outbox.publish(
        SecurityEvent.ofBody(kind(before.status(), after.status()), after.uscc(), clock.instant(), members),
        bindings.operatorsOf(after.uscc()));
  }

  /** Nobody acts when a registration lapses, and it ends the body's standing as a cancellation does. */
  @EventListener
  void institutionLapsed(InstitutionLapsed lapse) {
    Institution body = lapse.institution();
    outbox.publish(
        SecurityEvent.ofBody(
            EventKind.INSTITUTION_CANCELLED,
            body.uscc(),
            clock.instant(),
            Map.of(
                "uscc", body.uscc().value(),
                "version", body.version(),
                "status", body.status().wire(),
                "changed", List.of("status"),
                "effectiveOn", lapse.lastDay().plusDays(1).toString())),
        bindings.operatorsOf(body.uscc()));
  }

  private static EventKind kind(InstitutionStatus before, InstitutionStatus after) {
    if (before == after) {
      return EventKind.INSTITUTION_CHANGED;
    }
    return switch (after) {
      case FROZEN -> EventKind.INSTITUTION_FROZEN;
      case CANCELLED, REVOKED, VOID -> EventKind.INSTITUTION_CANCELLED;
      case NORMAL -> EventKind.INSTITUTION_CHANGED;
    };
  }

  /** Which parts that a platform has to do with; what else changed is {@code other}. */
  private static List<String> changed(Institution before, Institution after) {
    List<String> changed = new ArrayList<>();
    note(changed, "names", before.names(), after.names());
    note(changed, "abbreviations", before.abbreviations(), after.abbreviations());
    note(changed, "division", before.division(), after.division());
    note(changed, "status", before.status(), after.status());
    note(changed, "validity", before.validFrom(), after.validFrom());
    note(changed, "validity", before.validTo(), after.validTo());
    if (changed.isEmpty()) {
      changed.add("other");
    }
    return changed;
  }

  private static void note(
      List<String> changed, String part, @Nullable Object before, @Nullable Object after) {
    if (!Objects.equals(before, after) && !changed.contains(part)) {
      changed.add(part);
    }
  }

  /** To those to whom the one before was shown: nobody has seen the new one yet. */
  @EventListener
  void certificateRenewed(CertificateRenewed renewed) {
    Instant at = clock.instant();
    outbox.publish(
        SecurityEvent.ofBody(
            EventKind.CERTIFICATE_RENEWED,
            renewed.uscc(),
            at,
            Map.of(
                "uscc", renewed.uscc().value(),
                "serial", renewed.serial().hex(),
                "predecessor", renewed.predecessor().hex(),
                "changedAt", at.toString())),
        bindings.operatorsOf(renewed.predecessor()));
  }

  @EventListener
  void bindingRepudiated(BindingRepudiated binding) {
    binding(
        EventKind.BINDING_REPUDIATED,
        binding.binding(),
        binding.uscc(),
        binding.type(),
        binding.at(),
        binding.operatorId());
  }

  @EventListener
  void bindingEnded(BindingEnded binding) {
    binding(
        EventKind.BINDING_ENDED,
        binding.binding(),
        binding.uscc(),
        binding.type(),
        binding.at(),
        binding.operatorId());
  }

  private void binding(
      EventKind kind, UUID binding, Uscc uscc, ActionType action, Instant at, String operatorId) {
    outbox.publish(
        SecurityEvent.ofBody(
            kind,
            uscc,
            at,
            Map.of(
                "uscc", uscc.value(),
                "binding", binding.toString(),
                "action", action.wire(),
                "endedAt", at.toString())),
        List.of(operatorId));
  }

  /** The state alone: the verdict is asked for, with a token. */
  @EventListener
  void verificationEnded(VerificationEnded verification) {
    if (!audience.mayInclude(verification.clientId())) {
      return;
    }
    outbox.publishOnly(
        new SecurityEvent(
            EventKind.VERIFICATION_COMPLETED,
            "urn:zhengyan:verification:" + verification.id(),
            verification.at(),
            Map.of("verification", verification.id(), "state", verification.state())),
        verification.clientId());
  }
}
