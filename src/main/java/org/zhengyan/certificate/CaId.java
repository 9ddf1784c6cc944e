package org.zhengyan.certificate;

import java.util.Optional;
import org.zhengyan.keys.Suite;
import org.zhengyan.registry.InstitutionKind;

/** One of our issuing CAs: a kind of body and a suite. */
public enum CaId {
  ORGAN_SM2(InstitutionKind.ORGAN, Suite.SM2, "organ-sm2"),
  ORGAN_P256(InstitutionKind.ORGAN, Suite.P256, "organ-p256"),
  INSTITUTION_SM2(InstitutionKind.PUBLIC_INSTITUTION, Suite.SM2, "institution-sm2"),
  INSTITUTION_P256(InstitutionKind.PUBLIC_INSTITUTION, Suite.P256, "institution-p256");

  private final InstitutionKind kind;
  private final Suite suite;
  private final String wire;

  CaId(InstitutionKind kind, Suite suite, String wire) {
    this.kind = kind;
    this.suite = suite;
    this.wire = wire;
  }

  public InstitutionKind kind() {
    return kind;
  }

  public Suite suite() {
    return suite;
  }

  /** The name in URLs and key names: the CA's key is {@code ca-} and its OCSP key {@code ocsp-} this. */
  public String wire() {
    return wire;
  }

  public static CaId of(InstitutionKind kind, Suite suite) {
    for (CaId ca : values()) {
      if (ca.kind == kind && ca.suite == suite) {
        return ca;
      }
    }
    throw new IllegalStateException("every kind and suite has a CA");
  }

  public static Optional<CaId> ofWire(String wire) {
    for (CaId ca : values()) {
      if (ca.wire.equals(wire)) {
        return Optional.of(ca);
      }
    }
    return Optional.empty();
  }
}
