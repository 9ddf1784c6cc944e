package org.zhengyan.web.console.agency.application;

import java.nio.charset.StandardCharsets;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.enrolment.Applicant;
import org.zhengyan.enrolment.BodyRecoveries;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.Pem;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.View;

/** Getting back an encryption key that was lost with its signing key: asking, following, collecting. */
@Controller
@RequestMapping("/agency/key-recoveries")
class RecoveriesController {
  private final BodyRecoveries recoveries;
  private final Applicants applicants;
  private final RecoveryPages pages;
  private final Idempotency idempotency;

  RecoveriesController(
      BodyRecoveries recoveries, Applicants applicants, RecoveryPages pages, Idempotency idempotency) {
    this.recoveries = recoveries;
    this.applicants = applicants;
    this.pages = pages;
    this.idempotency = idempotency;
  }

  @GetMapping
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Page list(SignedIn who, View view) {
    return pages.list(applicants.of(who), view);
  }

  @GetMapping("/new")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Page blank(SignedIn who, View view) {
    return pages.form(applicants.of(who), FormProblems.none(), view);
  }

  @PostMapping
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Object ask(SignedIn who, View view) {
    Applicant applicant = applicants.of(who);
    try {
      ResponseEntity<?> answer =
          idempotency.once(
              view.idempotent(who.actor()),
              () ->
                  ResponseEntity.ok(
                      recoveries
                          .ask(applicant, view.typed("serial"), view.typed("target"), view.typed("reason"))
                          .id()));
      return new SeeOther("/agency/key-recoveries/" + ApplicationsController.id(answer));
    } catch (Refusal refusal) {
      if (refusal.problem() != Problem.REFUSED_BY_RULE) {
        throw refusal;
      }
      return pages.form(applicant, FormProblems.of(refusal, view), view);
    }
  }

  @GetMapping("/{id}")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Page recovery(SignedIn who, @PathVariable String id, View view) {
    Applicant applicant = applicants.of(who);
    return pages.page(applicant, recoveries.load(applicant, id), view);
  }

  @PostMapping("/{id}/withdrawal")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  SeeOther withdraw(SignedIn who, @PathVariable String id) {
    recoveries.withdraw(applicants.of(who), id);
    return new SeeOther("/agency/key-recoveries/" + id);
  }

  /** Not by redirect: the wrapped key is in this answer alone, and each answer is in the log. */
  @PostMapping("/{id}/collection")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Page collect(SignedIn who, @PathVariable String id, View view) {
    return pages.collected(recoveries.collect(applicants.of(who), id), view);
  }

  /** The same for a signing key in a device, whose own software opens it. */
  @PostMapping("/{id}/file")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  ResponseEntity<byte[]> file(SignedIn who, @PathVariable String id) {
    BodyRecoveries.Collected collected = recoveries.collect(applicants.of(who), id);
    String pem =
        Pem.encode("CERTIFICATE", collected.encryption())
            + Pem.encode("SM2 ENVELOPED KEY", collected.enveloped());
    ContentDisposition name =
        ContentDisposition.attachment()
            .filename("zhengyan-" + collected.asked().serial().hex() + "-recovered.pem")
            .build();
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_TYPE, "application/x-pem-file")
        .header(HttpHeaders.CONTENT_DISPOSITION, name.toString())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(pem.getBytes(StandardCharsets.US_ASCII));
  }
}
