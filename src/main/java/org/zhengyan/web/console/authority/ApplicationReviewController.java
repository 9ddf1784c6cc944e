package org.zhengyan.web.console.authority;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Refusal;
import org.zhengyan.issuance.Application;
import org.zhengyan.issuance.ApplicationResponse;
import org.zhengyan.issuance.Applications;
import org.zhengyan.issuance.CertificateIssuer;
import org.zhengyan.issuance.IssuingPermits;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.RegistryDesk;
import org.zhengyan.registry.Uscc;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** Certificate applications: what waits for a reviewer, what the certificate would say, the decision. */
@Controller
class ApplicationReviewController {
  private static final String PATH = "/authority/applications";

  private final Applications applications;
  private final CertificateIssuer issuer;
  private final IssuingPermits permits;
  private final RegistryDesk desk;
  private final EnrolmentsTable enrolments;
  private final Idempotency idempotency;

  ApplicationReviewController(
      Applications applications,
      CertificateIssuer issuer,
      IssuingPermits permits,
      RegistryDesk desk,
      EnrolmentsTable enrolments,
      Idempotency idempotency) {
    this.applications = applications;
    this.issuer = issuer;
    this.permits = permits;
    this.desk = desk;
    this.enrolments = enrolments;
    this.idempotency = idempotency;
  }

  @GetMapping(PATH)
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page list(SignedIn who, View view) {
    Waiting waiting = waiting(view);
    Page page = view.page("applications.title").lead(view.text("applications.lead"));
    PageRequest.Page<ApplicationResponse> rows;
    try {
      rows = applications.list(who.actor(), waiting.division(), waiting.state(), waiting.page());
    } catch (Refusal refusal) {
      FormProblems problems = FormProblems.of(refusal, view);
      return page.problems(problems).add(waiting.filters().problems(problems).html());
    }
    Table table =
        Table.of(view.text("applications.review"))
            .column(view.text("member.name"))
            .column(view.text("member.uscc"))
            .column(view.text("application.suite"))
            .column(view.text("application.holder"))
            .column(view.text("changes.submitted"))
            .column(view.text("changes.state"))
            .empty(view.text("applications.empty"));
    for (ApplicationResponse row : rows.items()) {
      String holder = row.holder();
      table.row(
          Markup.link(PATH + "/" + row.id(), row.name()),
          Show.uscc(row.uscc()),
          Html.text(view.text("suite." + row.suite())),
          Html.text(holder == null ? "" : holder),
          Show.dense(row.submittedAt()),
          Tags.progress(row.state(), view));
    }
    return page.add(Markup.actions(Markup.secondary(KeyRecoveriesController.PATH, view.text("recovery.title"))))
        .add(Markup.heading(view.text("applications.examine")))
        .add(enrolments.waiting(who, view))
        .add(Html.of("p", Markup.link("/authority/enrolments", view.text("enrolments.all"))))
        .add(Markup.heading(view.text("applications.review")))
        .add(waiting.around(table, rows.next()));
  }

  @GetMapping(PATH + "/export")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Export export(SignedIn who, View view) {
    Waiting waiting = waiting(view);
    return Export.of(
            view,
            "applications",
            view.text("member.name"),
            view.text("member.uscc"),
            view.text("member.division"),
            view.text("application.suite"),
            view.text("application.holder"),
            view.text("changes.submitted"),
            view.text("changes.state"),
            view.text("certificate.serial"))
        .rows(
            page -> applications.list(who.actor(), waiting.division(), waiting.state(), page),
            row -> cells(row, view));
  }

  private static List<String> cells(ApplicationResponse row, View view) {
    return List.of(
        row.name(),
        row.uscc(),
        row.division(),
        view.text("suite." + row.suite()),
        Objects.requireNonNullElse(row.holder(), ""),
        row.submittedAt().toString(),
        view.text("progress." + row.state()),
        Objects.requireNonNullElse(row.serial(), ""));
  }

  private static Waiting waiting(View view) {
    return new Waiting(view, PATH, "submitted", "issuing", "issued", "refused", "lapsed");
  }

  @GetMapping(PATH + "/{id:[0-9a-f]{32}}")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page application(SignedIn who, View view, @PathVariable String id) {
    return page(who, view, applications.load(who.actor(), id), FormProblems.none(), null);
  }

  @PostMapping(PATH + "/{id:[0-9a-f]{32}}/decision")
  @RequiresRole(Role.REVIEWER)
  Object decide(SignedIn who, View view, @PathVariable String id) {
    return Decision.orAgain(
        view,
        () -> {
          if (Decision.approved(view)) {
            permits.within(
                () ->
                    idempotency.once(
                        view.idempotent(who.actor()),
                        () -> ResponseEntity.ok(issuer.approve(who.actor(), id, view.typed("digest")).id())));
          } else {
            String reason = Decision.reason(view);
            idempotency.once(
                view.idempotent(who.actor()),
                () -> ResponseEntity.ok(applications.refuse(who.actor(), id, reason).id()));
          }
          return new SeeOther(PATH + "/" + id);
        },
        (problems, failed) -> page(who, view, applications.load(who.actor(), id), problems, failed));
  }

  private Page page(
      SignedIn who, View view, Application application, FormProblems problems, @Nullable Refusal failed) {
    ApplicationResponse shown = applications.show(application);
    Uscc uscc = application.uscc();
    Institution body = desk.inForce(uscc).orElse(null);
    Page page =
        view.page("application.title", application.name())
            .crumb(PATH, "nav.applications")
            .problems(problems);
    if (failed != null) {
      page.add(Decision.failed(view, failed));
    }
    if (body != null && body.version() != application.registryVersion() && waiting(shown)) {
      page.add(
          Notice.mind(view.text("application.moved", application.registryVersion(), body.version())),
          difference(who, view, application, body));
    }
    Facts facts =
        Facts.of()
            .add(view.text("changes.state"), Tags.progress(shown.state(), view))
            .add(view.text("member.uscc"), Show.uscc(uscc.value()))
            .add(view.text("application.name"), application.name())
            .add(view.text("member.division"), shown.division())
            .add(
                view.text("application.body"),
                body == null ? Html.text(view.text("application.gone")) : bodyState(view, body))
            .add(view.text("application.suite"), view.text("suite." + shown.suite()))
            .add(view.text("application.profile"), shown.profile())
            .add(view.text("application.key"), Show.fingerprint(shown.publicKeySha256()))
            .add(view.text("application.holder"), shown.holder() == null ? "" : shown.holder())
            .add(view.text("changes.submitted"), Show.moment(shown.submittedAt(), view))
            .add(view.text("digest"), Show.fingerprint(shown.digest()));
    if (shown.replaces() != null) {
      facts.add(view.text("application.replaces"), serial(shown.replaces()));
    }
    if (shown.serial() != null) {
      facts.add(view.text("certificate.serial"), serial(shown.serial()));
    }
    page.add(facts.add(view.text("change.reason"), shown.refusal() == null ? "" : shown.refusal()));
    if (waiting(shown)) {
      page.add(
          Decision.of(
              view,
              who,
              application.submittedBy(),
              who.has(Role.REVIEWER),
              PATH + "/" + shown.id() + "/decision",
              shown.digest(),
              view.text("application.approve"),
              problems));
    }
    return page;
  }

  private static boolean waiting(ApplicationResponse shown) {
    return shown.state().equals("submitted") || shown.state().equals("issuing");
  }

  private static Html serial(String hex) {
    return Html.link("/authority/certificates/" + hex, Show.hex(hex));
  }

  private static Html bodyState(View view, Institution body) {
    return Html.all(
        Tags.body(body.status(), view),
        Html.text(" "),
        Markup.link("/authority/registry/" + body.uscc().value(), view.text("change.body")));
  }

  private Html difference(SignedIn who, View view, Application application, Institution now) {
    return desk.versions(who.actor(), application.uscc()).stream()
        .filter(version -> version.institution().version() == application.registryVersion())
        .findFirst()
        .map(version -> BodyFacts.differences(version.institution(), now, view))
        .orElse(Html.nothing());
  }
}
