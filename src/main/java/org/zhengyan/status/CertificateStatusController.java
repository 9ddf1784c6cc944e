package org.zhengyan.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;

/** The status of one certificate for clients that speak JSON; everybody else asks OCSP. */
@RestController
class CertificateStatusController {
  private final StatusLookup statuses;

  CertificateStatusController(StatusLookup statuses) {
    this.statuses = statuses;
  }

  /**
   * @param since when it was revoked or suspended
   * @param asOf everything that was committed before is in the answer
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Answer(
      String serial, String status, @Nullable String reason, @Nullable Instant since, Instant asOf) {}

  @GetMapping("/api/v1/certificates/{serial}/status")
  @RequiresScope(Scope.STATUS)
  Answer status(@PathVariable String serial) {
    SerialNumber number =
        SerialNumber.parse(serial)
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "this is no serial number"));
    CertificateStatus status = statuses.find(number);
    RevocationReason reason = status.reason();
    return new Answer(
        number.hex(),
        status.value().wire(),
        reason == null ? null : reason.wire(),
        status.revokedAt(),
        status.asOf());
  }
}
