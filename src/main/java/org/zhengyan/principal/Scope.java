package org.zhengyan.principal;

import java.util.Optional;

/** What an access token lets its client do; the names of the OAuth 2.0 scopes. */
public enum Scope {
  VERIFICATION("verification"),
  MATCH("match"),
  STATUS("status"),
  REGISTRY_SUBMIT("registry.submit"),
  REGISTRY_APPROVE("registry.approve"),
  ISSUANCE_SUBMIT("issuance.submit"),
  ISSUANCE_APPROVE("issuance.approve"),
  REVOCATION_SUBMIT("revocation.submit"),
  REVOCATION_APPROVE("revocation.approve");

  private final String wire;

  Scope(String wire) {
    this.wire = wire;
  }

  public String wire() {
    return wire;
  }

  public static Optional<Scope> ofWire(String wire) {
    for (Scope scope : values()) {
      if (scope.wire.equals(wire)) {
        return Optional.of(scope);
      }
    }
    return Optional.empty();
  }
}
