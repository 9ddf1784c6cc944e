package org.zhengyan.web.console.authority;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
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
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.registry.InstitutionRequest;
import org.zhengyan.registry.RegisteredVersion;
import org.zhengyan.registry.RegistryDesk;
import org.zhengyan.registry.Uscc;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/**
 * A new body, or a new version of one: the questions, the answers to check, the proposal. What was typed
 * travels with the pages; nothing is kept before it is proposed.
 */
@Controller
class BodyFormController {
  private static final String PATH = "/authority/registry";

  private final RegistryDesk desk;
  private final Idempotency idempotency;

  BodyFormController(RegistryDesk desk, Idempotency idempotency) {
    this.desk = desk;
    this.idempotency = idempotency;
  }

  /** What a form is about. */
  private record About(InstitutionKind kind, @Nullable Uscc uscc, @Nullable Institution base) {
    boolean fresh() {
      return base == null;
    }
  }

  @GetMapping(PATH + "/new")
  @RequiresRole(Role.CLERK)
  Page fresh(View view) {
    InstitutionKind kind = InstitutionKind.ofWire(view.typed("kind")).orElse(InstitutionKind.ORGAN);
    return form(view, new About(kind, null, null), FormProblems.none(), false);
  }

  @GetMapping(PATH + "/{code:[0-9A-Z]{18}}/change")
  @RequiresRole(Role.CLERK)
  Page change(SignedIn who, View view, @PathVariable String code) {
    return form(view, registered(who, code), FormProblems.none(), false);
  }

  @PostMapping(PATH + "/new")
  @RequiresRole(Role.CLERK)
  Object postFresh(SignedIn who, View view) {
    InstitutionKind kind = InstitutionKind.ofWire(view.typed("kind")).orElse(InstitutionKind.ORGAN);
    String code = view.typed("uscc").replaceAll("\\s", "").toUpperCase(Locale.ROOT);
    About about = new About(kind, null, null);
    Optional<Uscc.Fault> fault = Uscc.fault(code);
    if (fault.isPresent()) {
      return form(view, about, problem(view, "uscc", fault.get().code(), fault.get().sentence()), true);
    }
    return next(who, view, new About(kind, new Uscc(code), null));
  }

  @PostMapping(PATH + "/{code:[0-9A-Z]{18}}/change")
  @RequiresRole(Role.CLERK)
  Object postChange(SignedIn who, View view, @PathVariable String code) {
    return next(who, view, registered(who, code));
  }

  private Object next(SignedIn who, View view, About about) {
    Uscc uscc = Objects.requireNonNull(about.uscc());
    if (view.typed("way").equals("edit")) {
      return form(view, about, FormProblems.none(), true);
    }
    try {
      InstitutionRequest request = new BodyForm(view, about.kind()).request();
      Institution proposed = desk.check(uscc, request);
      if (!view.typed("way").equals("propose")) {
        return check(view, about, proposed);
      }
      int base = Integer.parseInt("0" + view.typed("base").replaceAll("\\D", ""));
      ResponseEntity<?> answer =
          idempotency.once(
              view.idempotent(who.actor()),
              () -> ResponseEntity.ok(desk.propose(who.actor(), uscc, base, request).id()));
      return new SeeOther("/authority/changes/" + text(answer.getBody()));
    } catch (Refusal refusal) {
      return refused(who, view, about, refusal);
    }
  }

  /** The form again, with what was typed; with the present version beside it where that moved on. */
  private Page refused(SignedIn who, View view, About about, Refusal refusal) {
    Refusal named =
        refusal.errors().isEmpty()
            ? refusal
            : Refusal.members(
                refusal.problem(),
                refusal.detail(),
                refusal.errors().stream()
                    .map(e -> new Refusal.MemberError("/" + member(e.pointer()), e.code(), e.detail()))
                    .toList());
    Page page = form(view, about, FormProblems.of(named, view), true);
    if (refusal.problem() == Problem.PRECONDITION_FAILED && about.uscc() != null) {
      List<RegisteredVersion> versions = desk.versions(who.actor(), about.uscc());
      if (versions.size() > 1) {
        page.add(
            Notice.mind(view.text("form.moved")),
            BodyFacts.differences(
                versions.get(1).institution(), versions.getFirst().institution(), view));
      }
    }
    return page.status(refusal.problem().status());
  }

  private static String member(String pointer) {
    return pointer.substring(1).split("/", 2)[0];
  }

  private Page form(View view, About about, FormProblems problems, boolean typed) {
    Institution base = about.base();
    String action = action(about);
    Form form = view.form(action).hidden("kind", about.kind().wire());
    form.hidden("base", Integer.toString(base == null ? 0 : base.version()));
    new BodyForm(view, about.kind()).fields(form, base, about.fresh());
    if (typed) {
      form.typed();
    }
    if (!problems.isEmpty()) {
      form.problems(problems);
    }
    form.decide("way", "check", view.text("form.check"));
    Page page =
        about.fresh()
            ? view.page("form.new." + about.kind().wire())
            : view.page("form.change", Objects.requireNonNull(base).firstName());
    page.crumb(PATH, "nav.registry").organ(about.kind() == InstitutionKind.ORGAN);
    if (about.uscc() != null && !about.fresh()) {
      page.crumb(PATH + "/" + about.uscc().value(), "body.crumb");
      page.add(Html.of("p", Show.uscc(about.uscc().value())));
    }
    return page.problems(problems).add(form);
  }

  private Page check(View view, About about, Institution proposed) {
    Uscc uscc = Objects.requireNonNull(about.uscc());
    Form form =
        view.form(action(about))
            .hidden("kind", about.kind().wire())
            .hidden("uscc", uscc.value())
            .hidden("base", view.typed("base"));
    new BodyForm(view, about.kind()).hidden(form);
    form.decide("way", "propose", view.text("form.propose")).decide("way", "edit", view.text("form.edit"));
    Page page =
        view.page("form.answers")
            .crumb(PATH, "nav.registry")
            .organ(about.kind() == InstitutionKind.ORGAN)
            .lead(view.text("form.answers.lead"))
            .add(Html.of("p", Show.uscc(uscc.value())));
    String day = view.typed("effectiveOn");
    if (!day.isEmpty()) {
      page.add(Notice.mind(view.text("form.effective", day)));
    }
    return (about.fresh()
            ? page.add(BodyFacts.facts(proposed, view))
            : page.add(BodyFacts.differences(about.base(), proposed, view)))
        .add(form);
  }

  private static String action(About about) {
    Uscc uscc = about.uscc();
    return about.fresh() || uscc == null ? PATH + "/new" : PATH + "/" + uscc.value() + "/change";
  }

  private About registered(SignedIn who, String code) {
    Uscc uscc = Uscc.parse(code).orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such body"));
    Institution newest = desk.versions(who.actor(), uscc).getFirst().institution();
    return new About(newest.kind(), uscc, newest);
  }

  private static FormProblems problem(View view, String field, String code, String detail) {
    return FormProblems.of(Refusal.member(Problem.REFUSED_BY_RULE, "/" + field, code, detail), view);
  }

  /** A first answer is the text itself, a repeated one its bytes. */
  static String text(@Nullable Object body) {
    return body instanceof byte[] bytes
        ? new String(bytes, java.nio.charset.StandardCharsets.UTF_8)
        : String.valueOf(body);
  }
}
