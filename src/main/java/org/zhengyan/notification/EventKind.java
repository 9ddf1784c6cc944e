package org.zhengyan.notification;

import java.util.Optional;

/** What an event says happened. Its event type URI is {@code urn:zhengyan:event:} and the name. */
enum EventKind {
  /** Another version of the body's registration. */
  INSTITUTION_CHANGED("institution.changed"),
  /** The body's registration was frozen. */
  INSTITUTION_FROZEN("institution.frozen"),
  /** The body ended: cancelled, revoked or void. */
  INSTITUTION_CANCELLED("institution.cancelled"),
  /** A certificate of the body was revoked, for any reason but being replaced. */
  CERTIFICATE_REVOKED("certificate.revoked"),
  CERTIFICATE_SUSPENDED("certificate.suspended"),
  /** A suspension ended and the certificate is good again. */
  CERTIFICATE_RELEASED("certificate.released"),
  /** A certificate was revoked because another one took its place. */
  CERTIFICATE_SUPERSEDED("certificate.superseded"),
  /** A certificate got a successor, and is good until its own end. */
  CERTIFICATE_RENEWED("certificate.renewed"),
  /** The body says that a binding is not its own. */
  BINDING_REPUDIATED("binding.repudiated"),
  BINDING_ENDED("binding.ended"),
  /** A verification reached a terminal state. */
  VERIFICATION_COMPLETED("verification.completed"),
  /** Carries the challenge that proves an endpoint; goes to that endpoint whatever it subscribed to. */
  ENDPOINT_VERIFICATION("endpoint.verification"),
  /** What an operator sent itself to try its endpoint. */
  TEST("test");

  private static final String URI = "urn:zhengyan:event:";

  private final String wire;

  EventKind(String wire) {
    this.wire = wire;
  }

  String wire() {
    return wire;
  }

  String uri() {
    return URI + wire;
  }

  /** Whether an endpoint can ask for it. */
  boolean subscribable() {
    return this != ENDPOINT_VERIFICATION && this != TEST;
  }

  /** The kind of that name that an endpoint can ask for. */
  static Optional<EventKind> ofWire(String wire) {
    for (EventKind kind : values()) {
      if (kind.subscribable() && kind.wire.equals(wire)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
