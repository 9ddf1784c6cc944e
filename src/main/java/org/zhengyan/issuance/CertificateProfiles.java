package org.zhengyan.issuance;

import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.x509.issuing.CertificateProfile;

/** The profile of each kind of body, read once at the start. */
@Component
class CertificateProfiles {
  private final Map<InstitutionKind, CertificateProfile> profiles =
      new EnumMap<>(InstitutionKind.class);

  CertificateProfiles(IssuanceProperties properties) {
    for (InstitutionKind kind : InstitutionKind.values()) {
      CertificateProfile profile = CertificateProfile.load(name(kind));
      String oid = properties.usccExtension();
      profiles.put(kind, oid == null ? profile : profile.withUsccExtension(oid));
    }
  }

  CertificateProfile of(InstitutionKind kind) {
    return Objects.requireNonNull(profiles.get(kind));
  }

  /** SHA-256, in hex, over all that the profile says. */
  String digest(InstitutionKind kind) {
    return HexFormat.of().formatHex(of(kind).digest());
  }

  private static String name(InstitutionKind kind) {
    return switch (kind) {
      case ORGAN -> "organ-signing";
      case PUBLIC_INSTITUTION -> "institution-signing";
    };
  }
}
