package org.zhengyan.status.revocation;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.principal.Unauthenticated;

/** Takes a holder's emergency report. */
@RestController
class CompromiseController {
  private final CompromiseReports reports;

  CompromiseController(CompromiseReports reports) {
    this.reports = reports;
  }

  @PostMapping("/api/v1/certificates/{serial}/compromise")
  @Unauthenticated("the holder of a lost key has no client; the signature or the code is the proof")
  CompromiseResponse report(@PathVariable String serial, @RequestBody CompromiseRequest request) {
    return reports.report(serial, request);
  }
}
