package org.zhengyan.web.console.account;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.Account;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.staff.Keepers;
import org.zhengyan.access.staff.StaffDesk;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Change;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.View;

/** What an administrator of an authority proposes. */
@Controller
class ProposalController {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  private final StaffDesk desk;
  private final Keepers keepers;

  ProposalController(StaffDesk desk, Keepers keepers) {
    this.desk = desk;
    this.keepers = keepers;
  }

  @GetMapping("/account/people/new")
  @RequiresRole(Role.ADMINISTRATOR)
  Page ask(View view) {
    return asking(view, FormProblems.none());
  }

  @PostMapping("/account/people/new")
  @RequiresRole(Role.ADMINISTRATOR)
  Object propose(SignedIn who, View view) {
    return after(
        () ->
            desk.proposeAccount(
                who,
                view.typed("login"),
                view.typed("name"),
                view.typed("number"),
                roles(view),
                contractor(view),
                until(view)),
        view,
        problems -> asking(view, problems));
  }

  private static Page asking(View view, FormProblems problems) {
    Form form =
        view.form("/account/people/new")
            .field(
                Field.text("login", view.text("sign-in.login"))
                    .hint(view.text("new.login.hint"))
                    .with("autocapitalize", "none")
                    .required())
            .field(
                Field.text("number", view.text("member.number"))
                    .hint(view.text("new.number.hint"))
                    .with("autocomplete", "off")
                    .required())
            .field(
                Field.text("name", view.text("people.name")).hint(view.text("new.name.hint")).required());
    return shown(view, "people.new", grants(view, form).submit(view.text("new.submit")), problems);
  }

  private static Form grants(View view, Form form) {
    List<Field.Option> options =
        Arrays.stream(Role.values())
            .filter(role -> role.realm() == org.zhengyan.access.Realm.AUTHORITY)
            .map(role -> new Field.Option(role.wire(), view.text("role." + role.wire())))
            .toList();
    return form.field(
            Field.checks("roles", view.text("people.roles"), options)
                .hint(view.text("new.roles.hint"))
                .required())
        .field(
            Field.checks(
                "contractor",
                view.text("people.contractor"),
                List.of(new Field.Option("yes", view.text("new.contractor")))))
        .field(Field.date("until", view.text("people.until")).hint(view.text("new.until.hint")));
  }

  private static Page shown(View view, String key, Form form, FormProblems problems) {
    if (!problems.isEmpty()) {
      form.problems(problems);
    }
    return view.page(key)
        .crumb("/account/people", "people.title")
        .lead(view.text("changes.two"))
        .problems(problems)
        .add(form);
  }

  @GetMapping("/account/people/{id}/change")
  @RequiresRole(Role.ADMINISTRATOR)
  Page change(SignedIn who, View view, @PathVariable String id) {
    return changing(view, keepers.load(who, id), FormProblems.none());
  }

  @PostMapping("/account/people/{id}/change")
  @RequiresRole(Role.ADMINISTRATOR)
  Object change(SignedIn who, View view, @PathVariable String id, HttpServletRequest request) {
    Account account = keepers.load(who, id);
    return after(
        () ->
            switch (view.typed("step")) {
              case "roles" -> desk.proposeRoles(who, account, roles(view), contractor(view), until(view));
              case "reset" -> desk.proposeReset(who, account);
              case "resume" -> desk.proposeResume(who, account);
              case "close" -> desk.proposeClosing(who, account);
              default ->
                  throw Refusal.member(
                      Problem.REFUSED_BY_RULE, "/step", "step-missing", "choose what is to happen");
            },
        view,
        problems -> changing(view, account, problems));
  }

  private static Page changing(View view, Account account, FormProblems problems) {
    Form form =
        view.form("/account/people/" + account.id() + "/change")
            .field(
                Field.radios(
                        "step",
                        view.text("change.step"),
                        List.of(
                            new Field.Option("roles", view.text("step.roles"), view.text("step.roles.hint")),
                            new Field.Option("reset", view.text("step.reset"), view.text("step.reset.hint")),
                            new Field.Option("resume", view.text("step.resume")),
                            new Field.Option("close", view.text("step.close"), view.text("step.close.hint"))))
                    .required())
            .add(Markup.heading(view.text("step.roles")));
    return shown(view, "change.title", grants(view, form).submit(view.text("new.submit")), problems);
  }

  @GetMapping("/account/ranges")
  @RequiresRole(Role.ADMINISTRATOR)
  Page ranges(SignedIn who, View view, HttpServletRequest request) {
    return ranging(who, view, request, FormProblems.none());
  }

  @PostMapping("/account/ranges")
  @RequiresRole(Role.ADMINISTRATOR)
  Object proposeRanges(SignedIn who, View view, HttpServletRequest request) {
    List<String> proposed = view.typed("ranges").lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    return after(
        () -> desk.proposeRanges(who, proposed, request.getRemoteAddr()),
        view,
        problems -> ranging(who, view, request, problems));
  }

  private Page ranging(SignedIn who, View view, HttpServletRequest request, FormProblems problems) {
    Form form =
        view.form("/account/ranges")
            .field(
                Field.area("ranges", view.text("ranges.field"))
                    .hint(view.text("ranges.hint"))
                    .value(String.join("\n", desk.ranges(who)))
                    .with("rows", "8"))
            .submit(view.text("new.submit"));
    if (!problems.isEmpty()) {
      form.problems(problems);
    }
    return view.page("ranges.title")
        .lead(view.text("ranges.lead", request.getRemoteAddr()))
        .problems(problems)
        .add(form);
  }

  @GetMapping("/account/erasures/new")
  @RequiresRole(Role.ADMINISTRATOR)
  Page erasure(View view) {
    return erasing(view, FormProblems.none());
  }

  @PostMapping("/account/erasures/new")
  @RequiresRole(Role.ADMINISTRATOR)
  Object proposeErasure(SignedIn who, View view) {
    String index = view.typed("index");
    return after(
        () -> {
          if (!index.matches("[0-9]{1,18}")) {
            throw Refusal.member(Problem.REFUSED_BY_RULE, "/index", "index-invalid", "a place is a number");
          }
          return desk.proposeErasure(who, Long.parseLong(index), view.typed("reason"));
        },
        view,
        problems -> erasing(view, problems));
  }

  private static Page erasing(View view, FormProblems problems) {
    Form form =
        view.form("/account/erasures/new")
            .field(Field.text("index", view.text("erasure.index")).with("inputmode", "numeric").required())
            .field(
                Field.text("reason", view.text("erasure.reason")).hint(view.text("erasure.reason.hint")).required())
            .submit(view.text("new.submit"));
    if (!problems.isEmpty()) {
      form.problems(problems);
    }
    return view.page("erasure.title").lead(view.text("erasure.lead")).problems(problems).add(form);
  }

  interface Again {
    Page with(FormProblems problems);
  }

  static Object after(Supplier<Change> act, View view, Again again) {
    try {
      return new SeeOther("/account/changes/" + act.get().id());
    } catch (Refusal refusal) {
      if (refusal.problem() == Problem.REFUSED_BY_RULE || refusal.problem() == Problem.WRONG_STATE) {
        return again.with(FormProblems.of(refusal, view));
      }
      throw refusal;
    }
  }

  private static Set<Role> roles(View view) {
    EnumSet<Role> roles = EnumSet.noneOf(Role.class);
    for (String typed : view.typedAll("roles")) {
      Arrays.stream(Role.values()).filter(role -> role.wire().equals(typed)).forEach(roles::add);
    }
    return roles;
  }

  private static boolean contractor(View view) {
    return view.typedAll("contractor").contains("yes");
  }

  /** The end of that day. */
  private static @Nullable Instant until(View view) {
    return view.typed("until").isEmpty() ? null : day(view, "until", 1);
  }

  static Instant day(View view, String field, int plus) {
    try {
      return LocalDate.parse(view.typed(field)).plusDays(plus).atStartOfDay(ZONE).toInstant();
    } catch (DateTimeException e) {
      throw Refusal.member(Problem.REFUSED_BY_RULE, "/" + field, "day-invalid", "a day such as 2027-01-31");
    }
  }
}
