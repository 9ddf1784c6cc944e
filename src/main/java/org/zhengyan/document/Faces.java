package org.zhengyan.document;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.Uscc;

/**
 * Makes the face of a certificate, from the version of the body in force now.
 *
 * <p>Nothing of it is kept but its identifier and the event: it is made again when it is asked for again. A change
 * of the registry makes another version, and the public check then calls the older face superseded. Who may
 * have it is for the caller to decide.
 */
@Component
public class Faces {
  private final CertificateStore certificates;
  private final Institutions institutions;
  private final IdentifierStore identifiers;
  private final FaceMaker maker;
  private final DocumentProperties properties;
  private final ServiceProperties service;
  private final EventLog log;
  private final TransactionTemplate transactions;
  private final Clock clock;

  Faces(
      CertificateStore certificates,
      Institutions institutions,
      IdentifierStore identifiers,
      FaceMaker maker,
      DocumentProperties properties,
      ServiceProperties service,
      EventLog log,
      TransactionTemplate transactions,
      Clock clock) {
    this.certificates = certificates;
    this.institutions = institutions;
    this.identifiers = identifiers;
    this.maker = maker;
    this.properties = properties;
    this.service = service;
    this.log = log;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * The face as a signed document; {@code face.made} is in the log before it is handed out.
   *
   * @param serial of a signing certificate; the encryption certificate beside it has no face
   * @param download that it carries; null for an authority's own look
   * @throws Refusal {@code not-found}; {@code wrong-state} unless the certificate is good and in its term, and the body
   *     normal; {@code refused-by-rule} for a character that no font has, or fields that do not fit a
   *     page; {@code unavailable} without a clock that can be trusted
   */
  public byte[] make(SerialNumber serial, FaceForm form, @Nullable Download download) {
    IssuedCertificate certificate =
        certificates
            .find(serial)
            .filter(found -> found.der() != null)
            .filter(found -> certificates.leading(serial).equals(serial))
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such certificate"));
    if (certificate.state() != CertificateState.GOOD) {
      throw Refusal.of(Problem.WRONG_STATE, "The certificate is suspended or revoked: it has no face");
    }
    if (clock.instant().isAfter(certificate.notAfter())) {
      throw Refusal.of(Problem.WRONG_STATE, "The certificate has run out: it has no face");
    }
    Institution body =
        institutions
            .find(certificate.uscc())
            .filter(found -> found.status() == InstitutionStatus.NORMAL)
            .orElseThrow(
                () -> Refusal.of(Problem.WRONG_STATE, "The body is not normal: it has no face"));
    Face face = face(certificate, body, download);
    byte[] document = maker.make(face, form);
    transactions.executeWithoutResult(status -> log.append(event(face, form, download)));
    return document;
  }

  Face face(IssuedCertificate certificate, Institution body, @Nullable Download download) {
    boolean organ = body.kind() == InstitutionKind.ORGAN;
    List<String> sponsors =
        body.sponsors().stream()
            .map(each -> institutions.find(each).map(Institution::firstName).orElse(each.value()))
            .toList();
    return new Face(
        body,
        certificate.serial(),
        identifiers.allot(body, organ ? properties.organType() : properties.institutionType()),
        service.environment(),
        checkUrl(certificate),
        sponsors,
        download);
  }

  /** The public page with number and code filled in. */
  private String checkUrl(IssuedCertificate certificate) {
    return service.publicUrl()
        + "/check/certificate?number="
        + certificate.serial().hex()
        + "&uscc="
        + certificate.uscc().value();
  }

  private static Event event(Face face, FaceForm form, @Nullable Download download) {
    Map<String, String> members = new TreeMap<>();
    Uscc uscc = face.body().uscc();
    members.put("uscc", uscc.value());
    members.put("registryVersion", Integer.toString(face.body().version()));
    members.put("identifier", face.identifier().toString());
    members.put("form", form.extension());
    if (download != null && download.named() != null) {
      members.put("platform", download.named().platform());
      members.put("purpose", download.named().purpose());
    }
    return Event.of("face.made", face.serial().hex(), members);
  }
}
