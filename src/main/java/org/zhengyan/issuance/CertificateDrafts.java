package org.zhengyan.issuance;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.keys.EncryptionKey;
import org.zhengyan.keys.KeyEntry;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Pem;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.keys.VerificationKey;
import org.zhengyan.registry.Institution;
import org.zhengyan.x509.issuing.CertificateLint;
import org.zhengyan.x509.issuing.CertificateLintFailed;
import org.zhengyan.x509.issuing.CertificateProfile;
import org.zhengyan.x509.issuing.CertificateTemplate;
import org.zhengyan.x509.issuing.CertificateUrls;
import org.zhengyan.x509.issuing.CertificationRequest;
import org.zhengyan.x509.issuing.CrlShard;
import org.zhengyan.x509.issuing.DistinguishedNames;
import org.zhengyan.x509.issuing.LintedCertificate;
import org.zhengyan.x509.issuing.TbsCertificate;

/** Steps 1 and 2 of the cycle: from an application and the registry to bytes that may be signed. */
@Component
class CertificateDrafts {
  private final KeyVault keys;
  private final CertificateProfiles profiles;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<CaId, CertificateUrls> urls = new EnumMap<>(CaId.class);

  /**
   * What passed the lint, with what the database is to know of it.
   *
   * @param notAfter at most the profile's validity, the CA's, and the last day of the body's own
   *     registration
   */
  record Draft(
      SerialNumber serial,
      CaId caId,
      KeyEntry ca,
      int shard,
      Institution institution,
      String certifiedName,
      Instant notBefore,
      Instant notAfter,
      LintedCertificate linted) {}

  /** A draft for a key that was made here, with that key. */
  record EncryptionDraft(Draft draft, EncryptionKey key) {}

  /** The drafts of one application. */
  record Drafts(Draft signing, VerificationKey holder, @Nullable EncryptionDraft encryption) {}

  /** @throws IllegalArgumentException when the PKI base is no plain-http URL: it stops the start */
  CertificateDrafts(
      KeyVault keys, CertificateProfiles profiles, ServiceProperties service, Clock clock) {
    this.keys = keys;
    this.profiles = profiles;
    this.clock = clock;
    for (CaId ca : CaId.values()) {
      urls.put(ca, new CertificateUrls(service.pkiUrl(), ca.wire(), CrlShard.DEFAULT_COUNT));
    }
  }

  SerialNumber serial() {
    return SerialNumber.random(random);
  }

  /**
   * What is to be signed: one certificate, or for a dual application two.
   *
   * @throws IllegalStateException when the lint finds a fault of ours; nothing was written by then
   */
  Drafts drafts(Application application, Institution institution, SerialNumber serial) {
    VerificationKey holder = request(application).publicKey();
    CertificateProfile profile = profiles.of(institution.kind());
    Draft signing = draft(application, institution, serial, profile, holder);
    if (!application.dual()) {
      return new Drafts(signing, holder, null);
    }
    EncryptionKey key = EncryptionKey.make();
    CertificateProfile encryption = profiles.encryption(institution.kind());
    Draft beside = draft(application, institution, serial(), encryption, key.publicKey());
    return new Drafts(signing, holder, new EncryptionDraft(beside, key));
  }

  private Draft draft(
      Application application,
      Institution institution,
      SerialNumber serial,
      CertificateProfile profile,
      VerificationKey publicKey) {
    CaId caId = CaId.of(institution.kind(), application.suite());
    KeyEntry ca = keys.load("ca-" + caId.wire());
    Instant notBefore = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant notAfter = notAfter(profile, institution, ca, notBefore);
    CertificateUrls locations = Objects.requireNonNull(urls.get(caId));
    CertificateTemplate template =
        new CertificateTemplate(
            profile,
            institution.firstName(),
            institution.uscc().value(),
            publicKey,
            serial.value(),
            notBefore,
            notAfter,
            ca.certificate(),
            locations);
    return new Draft(
        serial,
        caId,
        ca,
        CrlShard.of(serial.value(), locations.shards()),
        institution,
        DistinguishedNames.certifiedName(institution.firstName()),
        notBefore,
        notAfter,
        lint(TbsCertificate.build(template)));
  }

  /** Reads the request again: proof of possession and key policy hold when it is signed, too. */
  private static CertificationRequest request(Application application) {
    return CertificationRequest.parse(
        Pem.encode("CERTIFICATE REQUEST", application.csr()), application.suite());
  }

  private static LintedCertificate lint(TbsCertificate tbs) {
    try {
      return CertificateLint.lint(tbs);
    } catch (CertificateLintFailed e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static Instant notAfter(
      CertificateProfile profile, Institution institution, KeyEntry ca, Instant notBefore) {
    Instant notAfter =
        earlier(profile.lastSecond(notBefore), ca.certificate().getNotAfter().toInstant());
    LocalDate validTo = institution.validTo();
    return validTo == null
        ? notAfter
        : earlier(
            notAfter,
            validTo
                .plusDays(1)
                .atStartOfDay(CertificateStore.CALENDAR)
                .toInstant()
                .minusSeconds(1));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
