package org.zhengyan.web.console.authority;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.staff.OwnerDesk;
import org.zhengyan.failure.Refusal;
import org.zhengyan.operator.Operator;
import org.zhengyan.operator.OperatorDesk;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;
import org.zhengyan.principal.Changes;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.View;

/**
 * Platforms: admitted and changed by two persons of the national authority, who also enter a platform's first owner
 * and decide what platforms propose of their clients.
 */
@Controller
class PlatformsController {
  private static final String ONE = PlatformPages.PATH + "/{operator:[0-9A-Za-z-]{3,64}}";
  private static final String CHANGE = PlatformPages.PATH + "/changes/{id:[0-9a-f]{32}}";

  private final OperatorDesk desk;
  private final OwnerDesk owners;
  private final Changes changes;
  private final Idempotency idempotency;

  PlatformsController(OperatorDesk desk, OwnerDesk owners, Changes changes, Idempotency idempotency) {
    this.desk = desk;
    this.owners = owners;
    this.changes = changes;
    this.idempotency = idempotency;
  }

  @GetMapping(PlatformPages.PATH)
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page list(SignedIn who, View view) {
    return page(who, view, FormProblems.none());
  }

  @GetMapping(PlatformPages.PATH + "/export")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Export export(SignedIn who, View view) {
    return Export.of(
            view,
            "platforms",
            view.text("platform.name"),
            view.text("platform.filing"),
            view.text("platform.state"))
        .rows(
            page -> page.page(desk.list(who.actor(), page), Operator.Listed::sequence, Operator.Listed::operator),
            (Operator row) ->
                List.of(
                    row.name(),
                    Objects.requireNonNullElse(row.filingNumber(), ""),
                    view.text("platform.state." + row.state())));
  }

  private Page page(SignedIn who, View view, FormProblems problems) {
    PageRequest page = PageRequest.of(view.parameter("after").orElse(null), null);
    return PlatformPages.list(
        who, view, desk.list(who.actor(), page), page, desk.waiting(who.actor()), problems);
  }

  @PostMapping(PlatformPages.PATH)
  @RequiresRole(Role.CLERK)
  Object admit(SignedIn who, View view) {
    requireDecides(who);
    try {
      return propose(who, view, () -> desk.propose(who.actor(), null, view.typed("name"), number(view), null));
    } catch (Refusal refusal) {
      FormProblems problems = FormProblems.of(refusal, view);
      return page(who, view, problems).problems(problems);
    }
  }

  @GetMapping(ONE)
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page show(SignedIn who, View view, @PathVariable String operator) {
    return page(who, view, desk.load(who.actor(), operator), FormProblems.none(), FormProblems.none());
  }

  private Page page(SignedIn who, View view, Operator operator, FormProblems change, FormProblems owner) {
    return PlatformPages.one(
        who,
        view,
        operator,
        owners.of(operator).stream()
            .map(each -> new PlatformPages.Owner(each, owners.invites(who.actor(), each)))
            .toList(),
        desk.clients(operator),
        desk.changes(who.actor(), operator),
        change,
        owner);
  }

  @PostMapping(ONE)
  @RequiresRole(Role.CLERK)
  Object change(SignedIn who, View view, @PathVariable String operator) {
    requireDecides(who);
    Operator before = desk.load(who.actor(), operator);
    try {
      return propose(
          who,
          view,
          () -> desk.propose(who.actor(), before, view.typed("name"), number(view), view.typed("state")));
    } catch (Refusal refusal) {
      FormProblems problems = FormProblems.of(refusal, view);
      return page(who, view, before, problems, FormProblems.none()).problems(problems);
    }
  }

  @PostMapping(ONE + "/owners")
  @RequiresRole(Role.CLERK)
  Object enter(SignedIn who, View view, @PathVariable String operator) {
    requireDecides(who);
    Operator platform = desk.load(who.actor(), operator);
    try {
      return propose(
          who, view, () -> owners.propose(who.actor(), platform, view.typed("person"), view.typed("login")));
    } catch (Refusal refusal) {
      FormProblems problems = FormProblems.of(refusal, view);
      return page(who, view, platform, FormProblems.none(), problems).problems(problems);
    }
  }

  private static void requireDecides(SignedIn who) {
    Approvals.requireActsIn(who.actor(), Division.NATIONAL);
  }

  private SeeOther propose(SignedIn who, View view, Supplier<Change> proposal) {
    ResponseEntity<?> answer =
        idempotency.once(view.idempotent(who.actor()), () -> ResponseEntity.ok(proposal.get().id()));
    return new SeeOther(PlatformPages.change(BodyFormController.text(answer.getBody())));
  }

  /** Not kept for repetition: the code is stored nowhere, and a second one makes it void. */
  @PostMapping(ONE + "/owners/{account:[0-9a-z-]{3,64}}/invitation")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page invite(
      SignedIn who,
      View view,
      @PathVariable String operator,
      @PathVariable String account,
      HttpServletResponse response) {
    Operator platform = desk.load(who.actor(), operator);
    Accounts.Invitation invitation = owners.invite(who.actor(), platform, account);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    return PlatformPages.code(view, platform, invitation);
  }

  @GetMapping(CHANGE)
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page showChange(SignedIn who, View view, @PathVariable String id) {
    return changePage(who, view, id, FormProblems.none(), null);
  }

  private Page changePage(
      SignedIn who, View view, String id, FormProblems problems, @Nullable Refusal failed) {
    Change change = desk.change(who.actor(), id);
    Page page =
        PlatformPages.change(
            who, view, change, desk.find(change.proposal().subject()), owners.name(change), problems);
    return failed == null ? page : page.add(Decision.failed(view, failed));
  }

  @PostMapping(CHANGE + "/decision")
  @RequiresRole(Role.REVIEWER)
  Object decide(SignedIn who, View view, @PathVariable String id) {
    desk.change(who.actor(), id);
    String kind = ChangeType.PRINCIPAL_CHANGE;
    return Decision.orAgain(
        view,
        () -> {
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
          return new SeeOther(PlatformPages.change(id));
        },
        (problems, failed) -> changePage(who, view, id, problems, failed));
  }

  private static @Nullable String number(View view) {
    return view.typed("filingNumber").isEmpty() ? null : view.typed("filingNumber");
  }
}
