package org.zhengyan.principal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that a client signs with, and when it is accepted.
 *
 * @param notAfter null while no end is set
 */
public record ClientKey(PublicJwk jwk, Instant notBefore, @Nullable Instant notAfter) {

  public String kid() {
    return jwk.kid();
  }

  public boolean acceptedAt(Instant now) {
    return !now.isBefore(notBefore) && (notAfter == null || now.isBefore(notAfter));
  }
}
