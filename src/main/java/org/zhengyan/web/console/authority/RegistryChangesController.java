package org.zhengyan.web.console.authority;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.zhengyan.principal.Change;
import org.zhengyan.principal.Changes;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.Proposal;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionRequest;
import org.zhengyan.registry.RegionRequest;
import org.zhengyan.registry.RegisteredVersion;
import org.zhengyan.registry.RegistryDesk;
import org.zhengyan.registry.Uscc;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Steps;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** Changes of bodies and regions: what waits and whose turn it is, the difference, the decision. */
@Controller
class RegistryChangesController {
  private static final String PATH = "/authority/changes";

  private final Changes changes;
  private final RegistryDesk desk;
  private final Idempotency idempotency;

  RegistryChangesController(Changes changes, RegistryDesk desk, Idempotency idempotency) {
    this.changes = changes;
    this.desk = desk;
    this.idempotency = idempotency;
  }

  @GetMapping(PATH)
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page list(SignedIn who, View view) {
    Waiting waiting = waiting(view);
    Page page = view.page("changes.title").lead(view.text("changes.lead"));
    List<Change> rows;
    try {
      rows = rows(who, waiting, waiting.page());
    } catch (Refusal refusal) {
      FormProblems problems = FormProblems.of(refusal, view);
      return page.problems(problems).add(waiting.filters().problems(problems).html());
    }
    Map<String, String> names = names(rows);
    Table table =
        Table.of(view.text("changes.title"))
            .column(view.text("changes.subject"))
            .column(view.text("changes.what"))
            .column(view.text("member.division"))
            .column(view.text("changes.submitted"))
            .column(view.text("changes.turn"))
            .empty(view.text("changes.empty"));
    for (Change change : rows) {
      table.row(
          Markup.link(PATH + "/" + change.id(), names.getOrDefault(change.proposal().subject(), name(change))),
          Html.text(view.text("changes." + what(change))),
          Html.text(change.proposal().division().code()),
          Show.dense(change.proposal().submittedAt()),
          turn(who, view, change));
    }
    String next =
        rows.size() < waiting.page().limit() ? null : Long.toString(rows.getLast().sequence());
    return page.add(waiting.around(table, next));
  }

  @GetMapping(PATH + "/export")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Export export(SignedIn who, View view) {
    Waiting waiting = waiting(view);
    return Export.of(
            view,
            "changes",
            view.text("changes.subject"),
            view.text("changes.code"),
            view.text("changes.what"),
            view.text("member.division"),
            view.text("changes.submitted"),
            view.text("changes.state"))
        .rows(
            page -> page.page(rows(who, waiting, page), Change::sequence, change -> change),
            (Change change) -> cells(change, view));
  }

  private List<String> cells(Change change, View view) {
    String subject = change.proposal().subject();
    return List.of(
        desk.names(Set.of(subject)).getOrDefault(subject, name(change)),
        subject,
        view.text("changes." + what(change)),
        change.proposal().division().code(),
        change.proposal().submittedAt().toString(),
        view.text("progress." + change.state()));
  }

  private static Waiting waiting(View view) {
    return new Waiting(view, PATH, "submitted", "applied", "refused", "lapsed");
  }

  private List<Change> rows(SignedIn who, Waiting waiting, PageRequest request) {
    String state = waiting.state();
    return changes.list(
        who.actor(),
        waiting.division(),
        RegistryDesk.KIND,
        state == null ? null : Change.stateOf(state),
        request);
  }

  private Map<String, String> names(List<Change> rows) {
    Set<String> codes = new HashSet<>();
    rows.forEach(change -> codes.add(change.proposal().subject()));
    return desk.names(codes);
  }

  private static String name(Change change) {
    if (change.type().equals("region")) {
      return change.proposal().subject();
    }
    List<String> names = change.proposedAs(InstitutionRequest.class).names();
    return names == null || names.isEmpty() ? change.proposal().subject() : names.getFirst();
  }

  private static String what(Change change) {
    return change.type().equals("region") ? "region" : change.baseVersion() == 0 ? "new" : "version";
  }

  private static Html turn(SignedIn who, View view, Change change) {
    if (!change.state().equals("submitted")) {
      return Tags.progress(change.state(), view);
    }
    String words =
        change.proposal().submittedBy().equals(who.person())
            ? view.text("turn.another")
            : who.has(Role.REVIEWER) ? view.text("turn.yours") : view.text("turn.reviewer");
    return Html.all(Tags.progress("submitted", view), Html.text(" " + words));
  }

  @GetMapping(PATH + "/{id:[0-9a-f]{32}}")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page change(SignedIn who, View view, @PathVariable String id) {
    return page(who, view, changes.load(who.actor(), RegistryDesk.KIND, id), FormProblems.none(), null);
  }

  @PostMapping(PATH + "/{id:[0-9a-f]{32}}/decision")
  @RequiresRole(Role.REVIEWER)
  Object decide(SignedIn who, View view, @PathVariable String id) {
    try {
      changes.showingConflicts(
          who.actor(),
          RegistryDesk.KIND,
          id,
          Change::id,
          () ->
              Decision.once(
                  idempotency,
                  who,
                  view,
                  () -> changes.approve(who.actor(), RegistryDesk.KIND, id, view.typed("digest")).id(),
                  reason -> changes.refuse(who.actor(), RegistryDesk.KIND, id, reason).id()));
      return new SeeOther(PATH + "/" + id);
    } catch (Refusal refusal) {
      Change change = changes.load(who.actor(), RegistryDesk.KIND, id);
      return refusal.problem() == Problem.REFUSED_BY_RULE
          ? page(who, view, change, FormProblems.of(refusal, view), null)
          : page(who, view, change, FormProblems.none(), refusal).status(refusal.problem().status());
    }
  }

  private Page page(
      SignedIn who, View view, Change change, FormProblems problems, @Nullable Refusal failed) {
    Page page =
        view.page("change.title", name(change))
            .crumb(PATH, "nav.changes")
            .caption(view.text("changes." + what(change)))
            .problems(problems);
    if (failed != null) {
      page.add(Decision.failed(view, failed));
    }
    if (change.type().equals("region")) {
      region(view, page, change);
    } else {
      institution(who, view, page, change);
    }
    page.add(steps(view, change));
    if (change.proposal().state() == Proposal.State.SUBMITTED) {
      page.add(
          Decision.of(
              view,
              who,
              change.proposal().submittedBy(),
              who.has(Role.REVIEWER),
              PATH + "/" + change.id() + "/decision",
              change.proposal().digest(),
              view.text("change.approve"),
              problems));
    }
    return page.add(Facts.of().add(view.text("digest"), Show.fingerprint(change.proposal().digest())));
  }

  /** What it was made against beside what it proposes; and what happened to the body since. */
  private void institution(SignedIn who, View view, Page page, Change change) {
    Uscc uscc = new Uscc(change.proposal().subject());
    List<RegisteredVersion> versions =
        desk.newest(Set.of(uscc)).isEmpty() ? List.of() : desk.versions(who.actor(), uscc);
    Institution base = find(versions, change.baseVersion());
    InstitutionRequest request = change.proposedAs(InstitutionRequest.class);
    Institution proposed = desk.check(uscc, request);
    page.add(
        Html.of("p", Show.uscc(uscc.value())),
        versions.isEmpty()
            ? Html.nothing()
            : Html.of("p", Markup.link("/authority/registry/" + uscc.value(), view.text("change.body"))));
    if (request.effectiveOn() != null) {
      page.add(Html.of("p", Html.text(view.text("form.effective", request.effectiveOn()))));
    }
    page.add(Markup.heading(view.text("change.difference")), BodyFacts.differences(base, proposed, view));
    Institution newest = versions.isEmpty() ? null : versions.getFirst().institution();
    boolean ours = change.state().equals("applied");
    if (newest != null && newest.version() > change.baseVersion() && !ours) {
      page.add(
          Markup.heading(view.text("change.since", change.baseVersion(), newest.version())),
          BodyFacts.differences(base, newest, view));
    }
  }

  private static @Nullable Institution find(List<RegisteredVersion> versions, int number) {
    return versions.stream()
        .map(RegisteredVersion::institution)
        .filter(body -> body.version() == number)
        .findFirst()
        .orElse(null);
  }

  private static void region(View view, Page page, Change change) {
    RegionRequest request = change.proposedAs(RegionRequest.class);
    page.add(
        Facts.of()
            .add(view.text("member.division"), change.proposal().subject())
            .add(view.text("region.purpose"), view.text("purpose." + request.purpose()))
            .add(view.text("region.from"), String.valueOf(request.from()))
            .add(
                view.text("region.to"),
                request.to() == null ? view.text("region.open") : request.to().toString()));
  }

  private static Steps steps(View view, Change change) {
    Proposal proposal = change.proposal();
    Steps steps =
        Steps.of().done(view.text("step.submitted"), Show.moment(proposal.submittedAt(), view));
    String reason = proposal.reason();
    Html why = reason == null ? null : Html.text(reason);
    return switch (proposal.state()) {
      case SUBMITTED -> steps.current(view.text("step.waiting"), null).todo(view.text("step.applied"), null);
      case APPROVED ->
          steps.done(
              view.text("step.applied"),
              proposal.decidedAt() == null ? null : Show.moment(proposal.decidedAt(), view));
      case REFUSED -> steps.stopped(view.text("step.refused"), why);
      case LAPSED -> steps.stopped(view.text("step.lapsed"), why);
    };
  }
}
