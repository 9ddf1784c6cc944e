package org.zhengyan.issuance;

import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.x509.issuing.CertificateProfile;

/** The profile of each kind of body, read once at the start. */
@Component
class CertificateProfiles {
  private final Map<InstitutionKind, CertificateProfile> profiles =
      new EnumMap<>(InstitutionKind.class);
  private final Map<InstitutionKind, CertificateProfile> encryption =
      new EnumMap<>(InstitutionKind.class);

  CertificateProfiles(IssuanceProperties properties) {
    for (InstitutionKind kind : InstitutionKind.values()) {
      profiles.put(kind, load(name(kind) + "-signing", properties.usccExtension()));
      encryption.put(kind, load(name(kind) + "-encryption", properties.usccExtension()));
    }
  }

  private static CertificateProfile load(String name, @Nullable String oid) {
    CertificateProfile profile = CertificateProfile.load(name);
    return oid == null ? profile : profile.withUsccExtension(oid);
  }

  CertificateProfile of(InstitutionKind kind) {
    return Objects.requireNonNull(profiles.get(kind));
  }

  /** Of the encryption certificate beside it. */
  CertificateProfile encryption(InstitutionKind kind) {
    return Objects.requireNonNull(encryption.get(kind));
  }

  /** SHA-256, in hex, over all that the profile says. */
  String digest(InstitutionKind kind) {
    return HexFormat.of().formatHex(of(kind).digest());
  }

  String encryptionDigest(InstitutionKind kind) {
    return HexFormat.of().formatHex(encryption(kind).digest());
  }

  private static String name(InstitutionKind kind) {
    return switch (kind) {
      case ORGAN -> "organ";
      case PUBLIC_INSTITUTION -> "institution";
    };
  }
}
