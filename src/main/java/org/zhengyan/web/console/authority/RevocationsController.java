package org.zhengyan.web.console.authority;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.PersonId;
import org.zhengyan.status.revocation.CertificateResponse;
import org.zhengyan.status.revocation.RevocationDesk;
import org.zhengyan.status.revocation.RevocationResponse;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Steps;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** Requested ends of certificates: what waits, and the second person's decision. */
@Controller
class RevocationsController {
  private static final String PATH = "/authority/revocations";

  private final RevocationDesk desk;
  private final Idempotency idempotency;

  RevocationsController(RevocationDesk desk, Idempotency idempotency) {
    this.desk = desk;
    this.idempotency = idempotency;
  }

  @GetMapping(PATH)
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page list(SignedIn who, View view) {
    Waiting waiting = waiting(view);
    Page page = view.page("revocations.title").lead(view.text("revocations.lead"));
    PageRequest.Page<RevocationResponse> rows;
    try {
      rows = desk.list(who.actor(), waiting.division(), waiting.state(), waiting.page());
    } catch (Refusal refusal) {
      FormProblems problems = FormProblems.of(refusal, view);
      return page.problems(problems).add(waiting.filters().problems(problems).html());
    }
    Table table =
        Table.of(view.text("revocations.title"))
            .column(view.text("certificate.serial"))
            .column(view.text("revocation.act"))
            .column(view.text("certificate.reason"))
            .column(view.text("member.division"))
            .column(view.text("changes.submitted"))
            .column(view.text("changes.state"))
            .empty(view.text("revocations.empty"));
    for (RevocationResponse row : rows.items()) {
      table.row(
          Html.link(PATH + "/" + row.revocation(), Html.code(row.serial())),
          Html.text(view.text("act." + act(row))),
          Html.text(reason(view, row)),
          Html.text(row.division()),
          Show.dense(row.submittedAt()),
          Tags.progress(row.state(), view));
    }
    return page.add(waiting.around(table, rows.next()));
  }

  @GetMapping(PATH + "/export")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Export export(SignedIn who, View view) {
    Waiting waiting = waiting(view);
    return Export.of(
            view,
            "revocations",
            view.text("certificate.serial"),
            view.text("revocation.act"),
            view.text("certificate.reason"),
            view.text("member.division"),
            view.text("changes.submitted"),
            view.text("changes.state"))
        .rows(
            page -> desk.list(who.actor(), waiting.division(), waiting.state(), page),
            row ->
                List.of(
                    row.serial(),
                    view.text("act." + act(row)),
                    reason(view, row),
                    row.division(),
                    row.submittedAt().toString(),
                    view.text("progress." + row.state())));
  }

  private static Waiting waiting(View view) {
    return new Waiting(view, PATH, "submitted", "applied", "refused");
  }

  private static String reason(View view, RevocationResponse shown) {
    return shown.reason() == null ? "" : view.text("reason." + shown.reason());
  }

  @GetMapping(PATH + "/{id:[0-9a-f]{32}}")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page revocation(SignedIn who, View view, @PathVariable String id) {
    return page(who, view, id, FormProblems.none(), null);
  }

  @PostMapping(PATH + "/{id:[0-9a-f]{32}}/decision")
  @RequiresRole(Role.REVIEWER)
  Object decide(SignedIn who, View view, @PathVariable String id) {
    try {
      Decision.once(
          idempotency,
          who,
          view,
          () -> desk.approve(who.actor(), id, view.typed("digest")).revocation(),
          reason -> desk.refuse(who.actor(), id, reason).revocation());
      return new SeeOther(PATH + "/" + id);
    } catch (Refusal refusal) {
      return refusal.problem() == Problem.REFUSED_BY_RULE
          ? page(who, view, id, FormProblems.of(refusal, view), null)
          : page(who, view, id, FormProblems.none(), refusal).status(refusal.problem().status());
    }
  }

  private Page page(
      SignedIn who, View view, String id, FormProblems problems, @Nullable Refusal failed) {
    RevocationResponse shown = desk.load(who.actor(), id);
    CertificateResponse certificate = desk.certificate(who.actor(), shown.serial());
    Page page =
        view.page("revocation.title", certificate.name())
            .crumb(PATH, "nav.revocations")
            .caption(view.text("act." + act(shown)))
            .problems(problems);
    if (failed != null) {
      page.add(Decision.failed(view, failed));
    }
    page.add(
        Facts.of()
            .add(view.text("certificate.reason"), reason(view, shown))
            .add(
                view.text("certificate.serial"),
                Html.link("/authority/certificates/" + shown.serial(), Show.hex(shown.serial())))
            .add(view.text("member.name"), certificate.name())
            .add(view.text("member.uscc"), Show.uscc(certificate.uscc()))
            .add(view.text("revocation.now"), Tags.certificate(shown.certificateStatus(), view))
            .add(view.text("certificate.until"), Show.moment(certificate.notAfter(), view))
            .add(view.text("digest"), Show.fingerprint(shown.digest())));
    page.add(steps(view, shown));
    if (shown.state().equals("submitted")) {
      boolean own = shown.submittedBy().equals(who.actor().clientId());
      PersonId submitter = own ? who.person() : null;
      page.add(
          Decision.of(
              view,
              who,
              submitter,
              who.has(Role.REVIEWER),
              PATH + "/" + id + "/decision",
              shown.digest(),
              view.text("revocation.approve." + act(shown)),
              problems));
    }
    return page;
  }

  /** What would happen to the certificate: it is revoked, held or released. */
  private static String act(RevocationResponse shown) {
    return "certificateHold".equals(shown.reason()) ? "hold" : shown.act();
  }

  private static Steps steps(View view, RevocationResponse shown) {
    Steps steps = Steps.of().done(view.text("step.submitted"), Show.moment(shown.submittedAt(), view));
    Html at = shown.decidedAt() == null ? null : Show.moment(shown.decidedAt(), view);
    return switch (shown.state()) {
      case "applied" -> steps.done(view.text("step.applied"), at);
      case "refused" ->
          steps.stopped(
              view.text("step.refused"), shown.refusal() == null ? null : Html.text(shown.refusal()));
      default -> steps.current(view.text("step.waiting"), null).todo(view.text("step.applied"), null);
    };
  }
}
