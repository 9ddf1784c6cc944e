package org.zhengyan.status.revocation;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Unauthenticated;

/** Takes a holder's emergency report. */
@RestController
class CompromiseController {
  private final CompromiseReports reports;
  private final CompromiseGuesses guesses;

  CompromiseController(CompromiseReports reports, CompromiseGuesses guesses) {
    this.reports = reports;
    this.guesses = guesses;
  }

  @PostMapping("/api/v1/certificates/{serial}/compromise")
  @Unauthenticated("the holder of a lost key has no client; the signature or the code is the proof")
  CompromiseResponse report(
      HttpServletRequest http,
      @PathVariable String serial,
      @RequestBody CompromiseRequest request) {
    String address = http.getRemoteAddr();
    guesses.requireFew(address);
    try {
      return reports.report(serial, request);
    } catch (Refusal refusal) {
      if (refusal.problem() == Problem.REFUSED_BY_RULE) {
        guesses.count(address);
      }
      throw refusal;
    }
  }
}
