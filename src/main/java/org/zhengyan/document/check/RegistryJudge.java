package org.zhengyan.document.check;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.document.download.NamedDownloads;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.RegionPurpose;
import org.zhengyan.registry.Uscc;
import org.zhengyan.status.CertificateStatus;
import org.zhengyan.status.StatusLookup;

/**
 * What a genuine seal's document says, compared with what is true now: the certificate whose face it
 * is, the body, and the version of the registry that it shows.
 */
final class RegistryJudge {
  static final String CODE = "tyshxydm";
  static final String NAME = "onemc";
  static final String ENVIRONMENT = "ZHENGYAN-ENVIRONMENT";
  static final String SERIAL = "ZHENGYAN-SERIAL";
  static final String VERSION = "ZHENGYAN-VERSION";
  static final String PLATFORM = "ZHENGYAN-PLATFORM";
  static final String PURPOSE = "ZHENGYAN-PURPOSE";
  static final String NONCE = "ZHENGYAN-NONCE";
  static final String DOWNLOADED = "ZHENGYAN-DOWNLOADED";

  private record Face(Uscc uscc, String name, SerialNumber serial, int version) {}

  private final Institutions institutions;
  private final CertificateStore certificates;
  private final StatusLookup statuses;
  private final NamedDownloads downloads;
  private final ServiceEnvironment environment;

  RegistryJudge(
      Institutions institutions,
      CertificateStore certificates,
      StatusLookup statuses,
      NamedDownloads downloads,
      ServiceEnvironment environment) {
    this.institutions = institutions;
    this.certificates = certificates;
    this.statuses = statuses;
    this.downloads = downloads;
    this.environment = environment;
  }

  /**
   * Makes the checks from {@code faceFields} to {@code faceCurrent}.
   *
   * @param fields as they are signed
   * @throws Refusal {@code unavailable} when the status of certificates is not known well enough
   */
  void judge(VerdictDraft verdict, Map<String, String> fields) {
    Optional<Face> read = face(fields);
    boolean ours = environment.wire().equals(fields.get(ENVIRONMENT));
    if (!verdict.check(
        "faceFields",
        read.isPresent() && ours,
        DocumentReason.DOCUMENT_MALFORMED,
        ours ? "it is not the face of a certificate" : "it is of another environment of this service")) {
      return;
    }
    Face face = read.orElseThrow();
    DocumentVerdict.Named named = named(fields);
    verdict.named(named);
    verdict.check(
        "download",
        named == null || recorded(face, named),
        DocumentReason.DOCUMENT_VOIDED,
        "it was taken back with the rights of whoever downloaded it");
    checkCertificate(verdict, face);

    Optional<Institutions.Standing> registered =
        institutions.standing(face.uscc(), RegionPurpose.CERTIFICATES);
    verdict.check(
        "institutionRegistered",
        registered.isPresent(),
        DocumentReason.INSTITUTION_UNKNOWN,
        "the code is not registered");
    if (registered.isEmpty()) {
      return;
    }
    Institutions.Standing institution = registered.get();
    verdict.check(
        "institutionActive",
        institution.status() == InstitutionStatus.NORMAL,
        DocumentReason.INSTITUTION_INACTIVE,
        "the registry says " + institution.status().wire());
    verdict.check(
        "region",
        institution.regionEnabled(),
        DocumentReason.REGION_NOT_ENABLED,
        "certificates are not in force in division " + institution.division());
    verdict.check(
        "faceCurrent",
        institution.version() == face.version() && institution.firstName().equals(face.name()),
        DocumentReason.DOCUMENT_OUTDATED,
        "the registry has version " + institution.version() + ", the document shows " + face.version());
    verdict.body(
        new DocumentVerdict.BodyPart(
            institution.firstName(),
            institution.uscc().value(),
            institution.kind().wire(),
            institution.division().code(),
            institution.status().wire(),
            face.version(),
            institution.version()));
  }

  private boolean recorded(Face face, DocumentVerdict.Named named) {
    return downloads
        .find(named.nonce())
        .filter(
            download ->
                !download.voided()
                    && download.uscc().equals(face.uscc())
                    && download.serial().equals(face.serial())
                    && download.platform().equals(named.platform())
                    && download.purpose().equals(named.purpose()))
        .isPresent();
  }

  private void checkCertificate(VerdictDraft verdict, Face face) {
    Optional<IssuedCertificate> issued = certificates.find(face.serial());
    // The number of a pair's encryption certificate is no certificate's number to anybody outside.
    boolean ofBody =
        issued.filter(each -> each.uscc().equals(face.uscc())).isPresent()
            && certificates.leading(face.serial()).equals(face.serial());
    CertificateStatus status = statuses.find(face.serial());
    if (!ofBody || status.value() == CertificateStatus.Value.UNKNOWN) {
      verdict.fail("certificateStatus", DocumentReason.STATUS_UNKNOWN, "no such certificate of that body");
      return;
    }
    switch (status.value()) {
      case REVOKED ->
          verdict.fail(
              "certificateStatus",
              DocumentReason.CERTIFICATE_REVOKED,
              "the certificate was revoked at " + status.revokedAt());
      case SUSPENDED ->
          verdict.fail(
              "certificateStatus",
              DocumentReason.CERTIFICATE_SUSPENDED,
              "the certificate is suspended since " + status.revokedAt());
      default ->
          verdict.check(
              "certificateStatus",
              !status.asOf().isAfter(issued.get().notAfter()),
              DocumentReason.CERTIFICATE_EXPIRED,
              "the certificate was valid until " + issued.get().notAfter());
    }
  }

  private static Optional<Face> face(Map<String, String> fields) {
    try {
      String name = fields.get(NAME);
      String code = fields.get(CODE);
      String version = fields.get(VERSION);
      Optional<SerialNumber> serial = SerialNumber.parse(fields.getOrDefault(SERIAL, ""));
      if (name == null || code == null || version == null || serial.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(new Face(new Uscc(code), name, serial.get(), Integer.parseInt(version)));
    } catch (IllegalArgumentException | Refusal e) {
      return Optional.empty();
    }
  }

  private static DocumentVerdict.@Nullable Named named(Map<String, String> fields) {
    String platform = fields.get(PLATFORM);
    String purpose = fields.get(PURPOSE);
    String nonce = fields.get(NONCE);
    String downloaded = fields.get(DOWNLOADED);
    if (platform == null || purpose == null || nonce == null || downloaded == null) {
      return null;
    }
    try {
      return new DocumentVerdict.Named(platform, purpose, Instant.parse(downloaded), nonce);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
