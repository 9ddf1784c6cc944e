package org.zhengyan.certificate;

import java.util.Locale;
import java.util.Set;

/**
 * Where a certificate stands; a {@code RESERVED} serial has an intent and no certificate yet.
 *
 * <p>{@code RESERVED} becomes {@code GOOD} or {@code REVOKED}; {@code GOOD} and {@code SUSPENDED}
 * become each other or {@code REVOKED}; {@code REVOKED} is for ever. The database holds the same
 * table of transitions in a trigger.
 */
public enum CertificateState {
  RESERVED,
  GOOD,
  SUSPENDED,
  REVOKED;

  /** The states that may follow this one. */
  public Set<CertificateState> next() {
    return switch (this) {
      case RESERVED -> Set.of(GOOD, REVOKED);
      case GOOD -> Set.of(SUSPENDED, REVOKED);
      case SUSPENDED -> Set.of(GOOD, REVOKED);
      case REVOKED -> Set.of();
    };
  }

  /** The name in the database. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static CertificateState ofColumn(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }
}
