package org.zhengyan.web.console.platform;

import java.net.URI;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.Account;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.Team;
import org.zhengyan.access.staff.Keepers;
import org.zhengyan.access.staff.TeamDesk;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.PersonStore;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.View;

/** Who works for this operator here, what each may do; and for owners, who comes, changes and goes. */
@Controller
class TeamController {
  private final Team team;
  private final TeamDesk desk;
  private final Keepers keepers;
  private final PersonStore persons;
  private final Idempotency idempotency;

  TeamController(
      Team team, TeamDesk desk, Keepers keepers, PersonStore persons, Idempotency idempotency) {
    this.team = team;
    this.desk = desk;
    this.keepers = keepers;
    this.persons = persons;
    this.idempotency = idempotency;
  }

  @GetMapping("/platform/team")
  @RequiresRole({Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  Page list(SignedIn who, View view) {
    return TeamPages.list(team.of(who), who, view);
  }

  @GetMapping("/platform/team/new")
  @RequiresRole(Role.OWNER)
  Page invitation(View view) {
    return TeamPages.invitation(FormProblems.none(), view);
  }

  @PostMapping("/platform/team")
  @RequiresRole(Role.OWNER)
  Object invite(SignedIn who, View view) {
    return attempt(
        () ->
            once(
                who,
                view,
                () -> {
                  TeamPages.Answers typed = TeamPages.answers(view);
                  String name = view.typed("name").strip();
                  Account made =
                      desk.invite(
                          who, name, view.typed("login"), typed.role(), typed.contractor(), typed.until());
                  return "/platform/team/" + made.id() + "?done=invited";
                }),
        problems -> TeamPages.invitation(problems, view),
        view);
  }

  @GetMapping("/platform/team/{id}")
  @RequiresRole(Role.OWNER)
  Page one(SignedIn who, View view, @PathVariable String id) {
    return page(who, view, id, FormProblems.none());
  }

  @PostMapping("/platform/team/{id}/role")
  @RequiresRole(Role.OWNER)
  Object change(SignedIn who, View view, @PathVariable String id) {
    return attempt(
        () ->
            once(
                who,
                view,
                () -> {
                  TeamPages.Answers typed = TeamPages.answers(view);
                  desk.change(who, id, typed.role(), typed.contractor(), typed.until());
                  return "/platform/team/" + id + "?done=role";
                }),
        problems -> page(who, view, id, problems),
        view);
  }

  @PostMapping("/platform/team/{id}/end")
  @RequiresRole(Role.OWNER)
  SeeOther end(SignedIn who, View view, @PathVariable String id) {
    return once(
        who,
        view,
        () -> {
          desk.end(who, id);
          return "/platform/team?done=ended";
        });
  }

  private Page page(SignedIn who, View view, String id, FormProblems problems) {
    Account account = keepers.load(who, id);
    return TeamPages.one(
        account,
        persons.findName(account.person()).orElse("?"),
        keepers.keeps(who, account),
        problems,
        view);
  }

  /** Once for each form that was shown. */
  private SeeOther once(SignedIn who, View view, Supplier<String> act) {
    ResponseEntity<?> answer =
        idempotency.once(
            view.idempotent(who.actor()),
            () -> ResponseEntity.created(URI.create(act.get())).build());
    return new SeeOther(Objects.requireNonNull(answer.getHeaders().getLocation()).toString());
  }

  /** What a rule refuses is shown again in the form; what is not found, or not allowed, is not. */
  private static Object attempt(Supplier<Object> act, Function<FormProblems, Page> again, View view) {
    try {
      return act.get();
    } catch (Refusal refusal) {
      if (refusal.problem() != Problem.REFUSED_BY_RULE) {
        throw refusal;
      }
      return again.apply(FormProblems.of(refusal, view));
    }
  }
}
