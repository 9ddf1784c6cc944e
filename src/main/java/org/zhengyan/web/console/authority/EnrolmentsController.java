package org.zhengyan.web.console.authority;

import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.enrolment.Enrolment;
import org.zhengyan.enrolment.EnrolmentDesk;
import org.zhengyan.enrolment.EnrolmentProgress;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** What a person of a body applied for; a clerk examines it before two persons decide. */
@Controller
class EnrolmentsController {
  private static final String PATH = "/authority/enrolments";

  private final EnrolmentDesk desk;
  private final Idempotency idempotency;

  EnrolmentsController(EnrolmentDesk desk, Idempotency idempotency) {
    this.desk = desk;
    this.idempotency = idempotency;
  }

  @GetMapping(PATH)
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page list(SignedIn who, View view) {
    Waiting waiting = waiting(view);
    Page page =
        view.page("enrolments.title")
            .crumb("/authority/applications", "nav.applications")
            .lead(view.text("enrolments.lead"));
    try {
      PageRequest.Page<EnrolmentProgress> rows =
          desk.list(who.actor(), waiting.division(), waiting.state(), waiting.page());
      return page.add(waiting.around(EnrolmentsTable.table(view, rows), rows.next()));
    } catch (Refusal refusal) {
      FormProblems problems = FormProblems.of(refusal, view);
      return page.problems(problems).add(waiting.filters().problems(problems).html());
    }
  }

  private static Waiting waiting(View view) {
    return new Waiting(view, PATH, "submitted", "accepted", "refused", "withdrawn", "lapsed");
  }

  @GetMapping(PATH + "/export")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Export export(SignedIn who, View view) {
    Waiting waiting = waiting(view);
    return Export.of(
            view,
            "enrolments",
            view.text("member.name"),
            view.text("member.uscc"),
            view.text("member.division"),
            view.text("enrolment.kind"),
            view.text("application.suite"),
            view.text("changes.submitted"),
            view.text("changes.state"))
        .rows(
            page -> desk.list(who.actor(), waiting.division(), waiting.state(), page),
            progress -> cells(progress.enrolment(), view));
  }

  private static List<String> cells(Enrolment row, View view) {
    return List.of(
        row.name(),
        row.uscc().value(),
        row.division().code(),
        view.text("enrolment." + row.kind().wire()),
        view.text("suite." + row.suite().wire()),
        row.submittedAt().toString(),
        view.text("progress." + EnrolmentsTable.state(row)));
  }

  @GetMapping(PATH + "/{id}")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page enrolment(SignedIn who, View view, @PathVariable String id) {
    return page(who, view, desk.load(who.actor(), id), FormProblems.none(), null);
  }

  @PostMapping(PATH + "/{id}/decision")
  @RequiresRole(Role.CLERK)
  Object decide(SignedIn who, View view, @PathVariable String id) {
    return Decision.orAgain(
        view,
        () -> {
          Decision.once(
              idempotency,
              who,
              view,
              () -> desk.accept(who.actor(), id, view.typed("digest")).enrolment().id(),
              reason -> desk.refuse(who.actor(), id, reason).enrolment().id());
          return new SeeOther(PATH + "/" + id);
        },
        (problems, failed) -> page(who, view, desk.load(who.actor(), id), problems, failed));
  }

  private static Page page(
      SignedIn who, View view, EnrolmentProgress progress, FormProblems problems, @Nullable Refusal failed) {
    Enrolment enrolment = progress.enrolment();
    Page page =
        view.page("enrolment.title", enrolment.name())
            .crumb("/authority/applications", "nav.applications")
            .caption(view.text("enrolment." + enrolment.kind().wire()))
            .problems(problems);
    if (failed != null) {
      page.add(Decision.failed(view, failed));
    }
    Facts facts =
        Facts.of()
            .add(view.text("changes.state"), Tags.progress(EnrolmentsTable.state(enrolment), view))
            .add(view.text("member.uscc"), Show.uscc(enrolment.uscc().value()))
            .add(view.text("application.name"), enrolment.name())
            .add(
                view.text("application.body"),
                Markup.link("/authority/registry/" + enrolment.uscc().value(), view.text("change.body")))
            .add(view.text("member.division"), enrolment.division().code())
            .add(view.text("application.suite"), view.text("suite." + enrolment.suite().wire()))
            .add(
                view.text("application.key"),
                Show.fingerprint(HexFormat.of().formatHex(enrolment.keySha256())))
            .add(view.text("application.holder"), enrolment.holder() == null ? "" : enrolment.holder())
            .add(view.text("changes.submitted"), Show.moment(enrolment.submittedAt(), view))
            .add(view.text("digest"), Show.fingerprint(enrolment.digest()));
    SerialNumber before = enrolment.predecessor();
    if (before != null) {
      facts.add(
          view.text("enrolment.predecessor"),
          Html.link("/authority/certificates/" + before.hex(), Show.hex(before.hex())));
    }
    String application = enrolment.application();
    if (application != null) {
      facts.add(
          view.text("enrolment.application"),
          Markup.link("/authority/applications/" + application, view.text("enrolment.see")));
    }
    page.add(facts.add(view.text("change.reason"), progress.reason() == null ? "" : progress.reason()));
    if (enrolment.state() == Enrolment.State.SUBMITTED) {
      page.add(
          Decision.of(
              view,
              who,
              enrolment.submittedBy(),
              who.has(Role.CLERK),
              PATH + "/" + enrolment.id() + "/decision",
              enrolment.digest(),
              view.text("enrolment.accept"),
              problems));
    }
    return page;
  }
}
