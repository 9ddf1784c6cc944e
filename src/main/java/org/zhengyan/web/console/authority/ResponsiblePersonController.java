package org.zhengyan.web.console.authority;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.GrantRole;
import org.zhengyan.access.people.People;
import org.zhengyan.access.people.ResponsibleDesk;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;
import org.zhengyan.principal.Changes;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.PersonStore;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** The first responsible person of a body: one person proposes, another decides, then they are invited. */
@Controller
class ResponsiblePersonController {
  private static final String PATH = "/authority/registry/{code:[0-9A-Z]{18}}/responsible-person";

  private final ResponsibleDesk desk;
  private final People people;
  private final PersonStore persons;
  private final Changes changes;
  private final Idempotency idempotency;

  ResponsiblePersonController(
      ResponsibleDesk desk,
      People people,
      PersonStore persons,
      Changes changes,
      Idempotency idempotency) {
    this.desk = desk;
    this.people = people;
    this.persons = persons;
    this.changes = changes;
    this.idempotency = idempotency;
  }

  @GetMapping(PATH)
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page show(SignedIn who, View view, @PathVariable String code) {
    return page(who, view, desk.require(who.actor(), code), FormProblems.none());
  }

  @PostMapping(PATH)
  @RequiresRole(Role.CLERK)
  Object propose(SignedIn who, View view, @PathVariable String code) {
    Institution body = desk.require(who.actor(), code);
    try {
      idempotency.once(
          view.idempotent(who.actor()),
          () -> ResponseEntity.ok(desk.propose(who.actor(), body, view.typed("name")).id()));
      return new SeeOther(path(body));
    } catch (Refusal refusal) {
      FormProblems problems = FormProblems.of(refusal, view);
      return page(who, view, body, problems).problems(problems);
    }
  }

  @PostMapping(PATH + "/recovery")
  @RequiresRole(Role.CLERK)
  Object proposeRecovery(SignedIn who, View view, @PathVariable String code) {
    Institution body = desk.require(who.actor(), code);
    try {
      idempotency.once(
          view.idempotent(who.actor()),
          () ->
              ResponseEntity.ok(desk.proposeRecovery(who.actor(), body, view.typed("lost")).id()));
      return new SeeOther(path(body));
    } catch (Refusal refusal) {
      FormProblems problems = FormProblems.of(refusal, view);
      return page(who, view, body, problems).problems(problems);
    }
  }

  @PostMapping(PATH + "/{id:[0-9a-f]{32}}/decision")
  @RequiresRole(Role.REVIEWER)
  Object decide(SignedIn who, View view, @PathVariable String code, @PathVariable String id) {
    Institution body = desk.require(who.actor(), code);
    desk.requireOf(who.actor(), body, id);
    String kind = ChangeType.PRINCIPAL_CHANGE;
    try {
      changes.showingConflicts(
          who.actor(),
          kind,
          id,
          Change::id,
          () ->
              Decision.once(
                  idempotency,
                  who,
                  view,
                  () -> changes.approve(who.actor(), kind, id, view.typed("digest")).id(),
                  reason -> changes.refuse(who.actor(), kind, id, reason).id()));
      return new SeeOther(path(body));
    } catch (Refusal refusal) {
      return page(who, view, body, FormProblems.none())
          .add(Decision.failed(view, refusal))
          .status(refusal.problem().status());
    }
  }

  /** Not kept for repetition: the code is stored nowhere, and a second one makes it void. */
  @PostMapping(PATH + "/invitation")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page invite(SignedIn who, View view, @PathVariable String code, HttpServletResponse response) {
    Institution body = desk.require(who.actor(), code);
    Accounts.Invitation invitation = desk.invite(who.actor(), body);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    return frame(view, body)
        .add(Notice.mind(view.text("responsible.code.mind"), Markup.paragraph(view.text("responsible.code.text"))))
        .add(
            Facts.of()
                .add(view.text("responsible.login"), Html.code(invitation.login()))
                .add(view.text("responsible.code"), Html.classed("code", "copy", Html.text(invitation.code())))
                .add(view.text("responsible.until"), Show.time(invitation.expiresAt(), view)))
        .add(Markup.actions(Markup.secondary(path(body), view.text("responsible.back"))));
  }

  private Page page(SignedIn who, View view, Institution body, FormProblems problems) {
    Page page = frame(view, body).lead(view.text("responsible.lead"));
    Optional<Grant> present =
        people.list(body.uscc()).stream()
            .filter(grant -> grant.role() == GrantRole.RESPONSIBLE && grant.end() == null)
            .findFirst();
    page.add(
        present
            .map(grant -> facts(grant, body, view).html())
            .orElseGet(() -> Notice.plain(Html.text(view.text("responsible.none")))));
    boolean clerk = who.has(Role.CLERK);
    boolean taken =
        desk.account(body.uscc()).filter(state -> state != Account.State.INVITED).isPresent();
    if (present.isPresent() && !taken && !desk.proposedBy(who.actor(), body.uscc())) {
      page.add(
          view.form(path(body) + "/invitation").submit(view.text("responsible.invite")).html(),
          Markup.hint(view.text("responsible.invite.hint")));
    }
    List<ResponsibleDesk.Waiting> waiting = desk.waiting(who.actor(), body.uscc());
    for (ResponsibleDesk.Waiting each : waiting) {
      Change change = each.change();
      page.add(
          Markup.section(
              view.text("responsible.proposed", each.text()),
              Decision.of(
                  view,
                  who,
                  change.proposal().submittedBy(),
                  who.has(Role.REVIEWER),
                  path(body) + "/" + change.id() + "/decision",
                  change.proposal().digest(),
                  view.text("responsible.approve", each.text()),
                  FormProblems.none())));
    }
    List<ResponsibleDesk.Waiting> recoveries = desk.waitingRecoveries(who.actor(), body.uscc());
    recoveries.forEach(each -> page.add(recovery(who, view, body, each)));
    if (clerk && taken && recoveries.isEmpty()) {
      page.add(
          Markup.section(
              view.text("reactivation.title"),
              Markup.paragraph(view.text("reactivation.text")),
              view.form(path(body) + "/recovery")
                  .field(
                      Field.area("lost", view.text("reactivation.reason"))
                          .hint(view.text("reactivation.reason.hint"))
                          .with("maxlength", "200")
                          .required())
                  .problems(problems)
                  .submit(view.text("reactivation.submit"))
                  .html()));
    }
    return clerk && waiting.isEmpty()
        ? page.add(
            Markup.section(
                view.text(present.isPresent() ? "responsible.replace" : "responsible.enter"),
                view.form(path(body))
                    .field(Field.text("name", view.text("responsible.name")).with("autocomplete", "off").required())
                    .problems(problems)
                    .submit(view.text("responsible.submit"))
                    .html(),
                present.isPresent() ? Markup.hint(view.text("responsible.replace.hint")) : Html.nothing()))
        : page;
  }

  private static Html recovery(
      SignedIn who, View view, Institution body, ResponsibleDesk.Waiting waiting) {
    Change change = waiting.change();
    return Markup.section(
        view.text("reactivation.proposed"),
        Facts.of().add(view.text("reactivation.reason"), waiting.text()).html(),
        Markup.hint(view.text("reactivation.follows")),
        Decision.of(
            view,
            who,
            change.proposal().submittedBy(),
            who.has(Role.REVIEWER),
            path(body) + "/" + change.id() + "/decision",
            change.proposal().digest(),
            view.text("reactivation.approve"),
            FormProblems.none()));
  }

  private Facts facts(Grant grant, Institution body, View view) {
    return Facts.of()
        .add(view.text("responsible.name"), persons.findName(grant.person()).orElse(""))
        .add(view.text("responsible.since"), Show.time(grant.from(), view))
        .add(
            view.text("responsible.account"),
            desk.account(body.uscc())
                .map(state -> view.text("responsible.account." + state.wire()))
                .orElse(view.text("responsible.account.none")));
  }

  private static Page frame(View view, Institution body) {
    return view.page("responsible.title")
        .crumb("/authority/registry", "nav.registry")
        .crumb("/authority/registry/" + body.uscc().value(), "body.title", body.firstName())
        .organ(body.kind() == InstitutionKind.ORGAN)
        .caption(body.firstName());
  }

  private static String path(Institution body) {
    return "/authority/registry/" + body.uscc().value() + "/responsible-person";
  }
}
