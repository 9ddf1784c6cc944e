package org.zhengyan.web.console.agency.application;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
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
import org.zhengyan.enrolment.EnrolmentKind;
import org.zhengyan.enrolment.EnrolmentProgress;
import org.zhengyan.enrolment.EnrolmentRequest;
import org.zhengyan.enrolment.Enrolments;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.issuance.ApplicationResponse;
import org.zhengyan.issuance.DeliveryResponse;
import org.zhengyan.keys.Pem;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.View;

/** Applying, following an application, collecting the certificate: for each person of a body. */
@Controller
@RequestMapping("/agency/applications")
class ApplicationsController {
  private final Enrolments enrolments;
  private final Applicants applicants;
  private final ApplicationsPage list;
  private final NewApplicationPage form;
  private final Idempotency idempotency;

  ApplicationsController(
      Enrolments enrolments,
      Applicants applicants,
      ApplicationsPage list,
      NewApplicationPage form,
      Idempotency idempotency) {
    this.enrolments = enrolments;
    this.applicants = applicants;
    this.list = list;
    this.form = form;
    this.idempotency = idempotency;
  }

  @GetMapping
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Page applications(SignedIn who, View view) {
    String cursor = view.parameter("cursor").orElse(null);
    return list.page(applicants.of(who), PageRequest.of(cursor, 20), view);
  }

  @GetMapping("/export")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Export export(SignedIn who, View view) {
    return list.export(applicants.of(who), view);
  }

  @GetMapping("/new")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Page blank(SignedIn who, View view) {
    EnrolmentKind kind =
        EnrolmentKind.ofWire(view.typed("kind").isEmpty() ? "first" : view.typed("kind"))
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such kind"));
    return form.page(applicants.of(who), kind, FormProblems.none(), view);
  }

  @PostMapping
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Object apply(SignedIn who, View view) {
    Applicant applicant = applicants.of(who);
    EnrolmentRequest request =
        new EnrolmentRequest(
            view.typed("kind"),
            view.parameter("suite").orElse(null),
            view.parameter("csr").orElse(null),
            view.parameter("predecessor").orElse(null),
            view.typed("suite").equals("sm2") && view.typedAll("dual").contains("yes"));
    try {
      ResponseEntity<?> answer =
          idempotency.once(
              view.idempotent(who.actor()),
              () -> ResponseEntity.ok(enrolments.submit(applicant, request).id()));
      return new SeeOther("/agency/applications/" + id(answer));
    } catch (Refusal refusal) {
      if (refusal.problem() != Problem.REFUSED_BY_RULE && refusal.problem() != Problem.MALFORMED) {
        throw refusal;
      }
      EnrolmentKind kind = EnrolmentKind.ofWire(view.typed("kind")).orElse(EnrolmentKind.FIRST);
      return form.page(applicant, kind, FormProblems.of(refusal, view), view);
    }
  }

  @GetMapping("/{id}")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Page application(SignedIn who, @PathVariable String id, View view) {
    Applicant applicant = applicants.of(who);
    return ApplicationPage.of(applicant, enrolments.load(applicant, id), view);
  }

  @PostMapping("/{id}/withdrawal")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  SeeOther withdraw(SignedIn who, @PathVariable String id) {
    enrolments.withdraw(applicants.of(who), id);
    return new SeeOther("/agency/applications/" + id);
  }

  /** Not by redirect: the code is in this answer alone. */
  @PostMapping("/{id}/collection")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Page collect(SignedIn who, @PathVariable String id, View view) {
    DeliveryResponse delivery = enrolments.collect(applicants.of(who), id);
    return ApplicationPage.collected(id, delivery, view);
  }

  /** The certificate with its chain, and what comes with a dual one: no secret but to the key. */
  @GetMapping("/{id}/certificate")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  ResponseEntity<byte[]> certificate(SignedIn who, @PathVariable String id) {
    EnrolmentProgress progress = enrolments.load(applicants.of(who), id);
    ApplicationResponse issued = progress.application();
    if (issued == null || issued.certificate() == null) {
      throw Refusal.of(Problem.NOT_FOUND, "there is no certificate yet");
    }
    String pem = issued.certificate() + String.join("", Objects.requireNonNull(issued.chain()));
    ApplicationResponse.Encryption encryption = issued.encryption();
    if (encryption != null) {
      byte[] envelope = Base64.getUrlDecoder().decode(encryption.envelopedKey());
      pem += encryption.certificate() + Pem.encode("SM2 ENVELOPED KEY", envelope);
    }
    ContentDisposition file =
        ContentDisposition.attachment().filename("zhengyan-" + issued.serial() + "-chain.pem").build();
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_TYPE, "application/pem-certificate-chain")
        .header(HttpHeaders.CONTENT_DISPOSITION, file.toString())
        .body(pem.getBytes(StandardCharsets.US_ASCII));
  }

  /** Suspends the lost certificate now; the application for the next one comes after it. */
  @PostMapping("/loss")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  SeeOther reportLoss(SignedIn who, View view) {
    String serial = view.typed("serial");
    enrolments.reportLost(applicants.of(who), serial);
    return new SeeOther("/agency/applications/new?kind=replacement&predecessor=" + serial);
  }

  static String id(ResponseEntity<?> answer) {
    return answer.getBody() instanceof byte[] repeated
        ? new String(repeated, StandardCharsets.UTF_8)
        : String.valueOf(answer.getBody());
  }
}
