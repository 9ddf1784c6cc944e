package org.zhengyan.status.revocation;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;

/** What an authority sees of the certificates in its division. */
@RestController
class CertificateController {
  private final CertificateReader certificates;

  CertificateController(CertificateReader certificates) {
    this.certificates = certificates;
  }

  @GetMapping("/api/v1/certificates/{serial}")
  @RequiresScope({
    Scope.ISSUANCE_SUBMIT,
    Scope.ISSUANCE_APPROVE,
    Scope.REVOCATION_SUBMIT,
    Scope.REVOCATION_APPROVE
  })
  CertificateResponse certificate(Actor actor, @PathVariable String serial) {
    return certificates.show(actor, serial);
  }

  @GetMapping("/api/v1/certificates")
  @RequiresScope({
    Scope.ISSUANCE_SUBMIT,
    Scope.ISSUANCE_APPROVE,
    Scope.REVOCATION_SUBMIT,
    Scope.REVOCATION_APPROVE
  })
  PageRequest.Page<CertificateResponse> certificates(
      Actor actor,
      @RequestParam String uscc,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit) {
    return certificates.list(actor, uscc, cursor, limit);
  }
}
