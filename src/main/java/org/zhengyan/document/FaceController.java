package org.zhengyan.document;

import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;

/** The face of a certificate for the authority in whose division the body is. */
@RestController
class FaceController {
  private final Faces faces;
  private final CertificateStore certificates;

  FaceController(Faces faces, CertificateStore certificates) {
    this.faces = faces;
    this.certificates = certificates;
  }

  @GetMapping("/api/v1/certificates/{serial}/face")
  @RequiresScope({
    Scope.ISSUANCE_SUBMIT,
    Scope.ISSUANCE_APPROVE,
    Scope.REVOCATION_SUBMIT,
    Scope.REVOCATION_APPROVE
  })
  ResponseEntity<byte[]> face(
      Actor actor, @PathVariable String serial, @RequestParam(defaultValue = "ofd") String form) {
    Approvals.requireAuthority(actor);
    FaceForm wanted =
        FaceForm.ofWire(form)
            .orElseThrow(() -> Refusal.of(Problem.MALFORMED, "A face is made as ofd or as pdf"));
    IssuedCertificate certificate =
        SerialNumber.parse(serial)
            .flatMap(certificates::find)
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such certificate"));
    Approvals.requireActsIn(actor, certificate.division());
    byte[] document = faces.make(certificate.serial(), wanted, null);
    ContentDisposition file =
        ContentDisposition.attachment()
            .filename(certificate.uscc().value() + "." + wanted.extension())
            .build();
    return ResponseEntity.ok()
        .contentType(wanted.mediaType())
        .cacheControl(CacheControl.noStore())
        .header(HttpHeaders.CONTENT_DISPOSITION, file.toString())
        .body(document);
  }
}
