package org.zhengyan.web.console.authority;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.enrolment.KeyRecovery;
import org.zhengyan.enrolment.RecoveryAsked;
import org.zhengyan.enrolment.RecoveryDesk;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** Escrowed encryption keys that bodies ask for: a clerk examines, a second person decides. */
@Controller
@RequestMapping(KeyRecoveriesController.PATH)
class KeyRecoveriesController {
  static final String PATH = "/authority/key-recoveries";

  private final RecoveryDesk desk;
  private final Approvals approvals;
  private final Idempotency idempotency;

  KeyRecoveriesController(RecoveryDesk desk, Approvals approvals, Idempotency idempotency) {
    this.desk = desk;
    this.approvals = approvals;
    this.idempotency = idempotency;
  }

  @GetMapping
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page list(SignedIn who, View view) {
    Table asked = table(view, "recovery.examine");
    for (RecoveryAsked each : desk.asked(who.actor())) {
      asked.row(
          Html.link(PATH + "/asked/" + each.id(), Html.code(each.serial().hex())),
          Show.uscc(each.uscc().value()),
          Html.text(each.reason()),
          Show.dense(each.askedAt()));
    }
    Table submitted = table(view, "recovery.decide");
    for (KeyRecovery each : desk.submitted(who.actor())) {
      submitted.row(
          Html.link(PATH + "/" + each.id(), Html.code(each.serial().hex())),
          Show.uscc(each.uscc().value()),
          Html.text(each.reason()),
          Show.dense(each.submittedAt()));
    }
    return view.page("recovery.title")
        .crumb("/authority/applications", "nav.applications")
        .lead(view.text("recovery.lead"))
        .add(Markup.heading(view.text("recovery.examine")))
        .add(asked)
        .add(Markup.heading(view.text("recovery.decide")))
        .add(submitted);
  }

  @GetMapping("/asked/{id}")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page asked(SignedIn who, View view, @PathVariable String id) {
    return page(who, view, desk.loadAsked(who.actor(), id), FormProblems.none(), null);
  }

  @PostMapping("/asked/{id}/decision")
  @RequiresRole(Role.CLERK)
  Object examine(SignedIn who, View view, @PathVariable String id) {
    return Decision.orAgain(
        view,
        () -> {
          Decision.once(
              idempotency,
              who,
              view,
              () -> {
                desk.accept(who.actor(), id);
                return id;
              },
              reason -> {
                desk.refuseAsked(who.actor(), id, reason);
                return id;
              });
          return new SeeOther(PATH + "/asked/" + id);
        },
        (problems, failed) -> page(who, view, desk.loadAsked(who.actor(), id), problems, failed));
  }

  @GetMapping("/{id:[0-9a-f]{32}}")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page recovery(SignedIn who, View view, @PathVariable String id) {
    return page(who, view, desk.load(who.actor(), id), FormProblems.none(), null);
  }

  @PostMapping("/{id:[0-9a-f]{32}}/decision")
  @RequiresRole(Role.REVIEWER)
  Object decide(SignedIn who, View view, @PathVariable String id) {
    return Decision.orAgain(
        view,
        () -> {
          Decision.once(
              idempotency,
              who,
              view,
              () -> desk.approve(who.actor(), id, view.typed("digest")).id(),
              reason -> desk.refuse(who.actor(), id, reason).id());
          return new SeeOther(PATH + "/" + id);
        },
        (problems, failed) -> page(who, view, desk.load(who.actor(), id), problems, failed));
  }

  private Page page(
      SignedIn who, View view, RecoveryAsked asked, FormProblems problems, @Nullable Refusal failed) {
    Page page = page(view, problems, failed);
    Facts facts =
        facts(view, asked.state().wire(), asked.uscc().value(), asked.serial(), asked.target())
            .add(view.text("recovery.reason"), asked.reason())
            .add(view.text("changes.submitted"), Show.moment(asked.askedAt(), view));
    String recovery = asked.recovery();
    if (recovery != null) {
      facts.add(
          view.text("enrolment.application"),
          Markup.link(PATH + "/" + recovery, view.text("enrolment.see")));
    }
    page.add(facts.add(view.text("change.reason"), asked.refusal() == null ? "" : asked.refusal()));
    if (asked.state() == RecoveryAsked.State.ASKED) {
      page.add(
          Decision.of(
              view,
              who,
              asked.askedBy(),
              who.has(Role.CLERK),
              PATH + "/asked/" + asked.id() + "/decision",
              "",
              view.text("enrolment.accept"),
              problems));
    }
    return page;
  }

  private Page page(
      SignedIn who, View view, KeyRecovery recovery, FormProblems problems, @Nullable Refusal failed) {
    RecoveryAsked behind = desk.behind(recovery);
    Page page = page(view, problems, failed);
    Facts facts =
        facts(view, recovery.state().wire(), recovery.uscc().value(), recovery.serial(), recovery.target())
            .add(view.text("recovery.reason"), recovery.reason())
            .add(view.text("changes.submitted"), Show.moment(recovery.submittedAt(), view))
            .add(view.text("digest"), Show.fingerprint(recovery.digest()));
    if (behind != null) {
      facts.add(
          view.text("recovery.asked"),
          Markup.link(PATH + "/asked/" + behind.id(), view.text("enrolment.see")));
    }
    page.add(facts.add(view.text("change.reason"), recovery.refusal() == null ? "" : recovery.refusal()));
    if (recovery.state() == KeyRecovery.State.SUBMITTED) {
      page.add(
          Decision.of(
              view,
              who,
              approvals.submitter(recovery.id(), RecoveryDesk.KIND).orElse(null),
              who.has(Role.REVIEWER),
              PATH + "/" + recovery.id() + "/decision",
              recovery.digest(),
              view.text("recovery.approve"),
              problems));
    }
    return page;
  }

  private static Page page(View view, FormProblems problems, @Nullable Refusal failed) {
    Page page =
        view.page("recovery.one")
            .crumb("/authority/applications", "nav.applications")
            .crumb(PATH, "recovery.title")
            .lead(view.text("recovery.one.lead"))
            .problems(problems);
    return failed == null ? page : page.add(Decision.failed(view, failed));
  }

  private static Facts facts(
      View view, String state, String uscc, SerialNumber serial, SerialNumber target) {
    return Facts.of()
        .add(view.text("changes.state"), Tags.progress(state, view))
        .add(view.text("member.uscc"), Html.link("/authority/registry/" + uscc, Show.uscc(uscc)))
        .add(view.text("recovery.key"), certificate(serial))
        .add(view.text("recovery.target"), certificate(target));
  }

  private static Html certificate(SerialNumber serial) {
    return Html.link("/authority/certificates/" + serial.hex(), Show.hex(serial.hex()));
  }

  private static Table table(View view, String key) {
    return Table.of(view.text(key))
        .column(view.text("recovery.key"))
        .column(view.text("member.uscc"))
        .column(view.text("recovery.reason"))
        .column(view.text("changes.submitted"))
        .empty(view.text("recovery.empty"));
  }
}
