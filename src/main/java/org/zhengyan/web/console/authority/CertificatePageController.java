package org.zhengyan.web.console.authority;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
import org.zhengyan.certificate.CertificateList;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.certificate.StatusChange;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.status.CertificateStatus;
import org.zhengyan.status.StatusLookup;
import org.zhengyan.status.revocation.CertificateResponse;
import org.zhengyan.status.revocation.RevocationDesk;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** One certificate: all that is known of it, what OCSP says now, its history, and the way to its end. */
@Controller
class CertificatePageController {
  private static final String PATH = "/authority/certificates";
  private static final List<String> REASONS =
      List.of(
          "keyCompromise", "affiliationChanged", "superseded", "cessationOfOperation", "privilegeWithdrawn",
          "certificateHold", "unspecified");

  private final RevocationDesk desk;
  private final CertificateList certificates;
  private final StatusLookup status;
  private final Idempotency idempotency;

  CertificatePageController(
      RevocationDesk desk, CertificateList certificates, StatusLookup status, Idempotency idempotency) {
    this.desk = desk;
    this.certificates = certificates;
    this.status = status;
    this.idempotency = idempotency;
  }

  @GetMapping(PATH + "/{serial:[0-9a-f]{2,40}}")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page certificate(SignedIn who, View view, @PathVariable String serial) {
    return page(who, view, serial, FormProblems.none(), null);
  }

  @PostMapping(PATH + "/{serial:[0-9a-f]{2,40}}/revocation")
  @RequiresRole(Role.CLERK)
  Object revoke(SignedIn who, View view, @PathVariable String serial) {
    if (view.typed("reason").isEmpty()) {
      Refusal missing =
          Refusal.member(Problem.REFUSED_BY_RULE, "/reason", "revocation-reason", "choose a reason");
      return page(who, view, serial, FormProblems.of(missing, view), null);
    }
    return submitted(
        who, view, serial, () -> desk.submit(who.actor(), serial, view.typed("reason")).revocation());
  }

  @PostMapping(PATH + "/{serial:[0-9a-f]{2,40}}/release")
  @RequiresRole(Role.CLERK)
  Object release(SignedIn who, View view, @PathVariable String serial) {
    return submitted(who, view, serial, () -> desk.submitRelease(who.actor(), serial).revocation());
  }

  private Object submitted(
      SignedIn who, View view, String serial, java.util.function.Supplier<String> act) {
    try {
      ResponseEntity<?> answer =
          idempotency.once(view.idempotent(who.actor()), () -> ResponseEntity.ok(act.get()));
      return new SeeOther("/authority/revocations/" + BodyFormController.text(answer.getBody()));
    } catch (Refusal refusal) {
      return page(who, view, serial, FormProblems.none(), refusal).status(refusal.problem().status());
    }
  }

  private Page page(
      SignedIn who, View view, String serial, FormProblems problems, @Nullable Refusal failed) {
    CertificateResponse shown = desk.certificate(who.actor(), serial);
    Page page =
        view.page("certificate.title", shown.name())
            .crumb(PATH, "nav.certificates")
            .organ(shown.ca().startsWith("organ"))
            .problems(problems);
    if (failed != null) {
      page.add(Decision.failed(view, failed));
    }
    if (shown.supersedingOn() != null) {
      page.add(Notice.mind(view.text("certificate.superseding", shown.supersedingOn())));
    }
    page.add(facts(view, shown));
    page.add(Markup.heading(view.text("certificate.history"))).add(history(view, serial));
    if (who.has(Role.CLERK) && !shown.status().equals("revoked")) {
      ends(view, page, shown, problems);
    }
    return page.add(
        Markup.details(view.text("certificate.pem"), Html.of("pre", Html.code(shown.certificate()))));
  }

  private Facts facts(View view, CertificateResponse shown) {
    Facts facts =
        Facts.of()
            .add(
                view.text("changes.state"),
                Tags.certificate(Tags.standing(shown.status(), shown.notAfter(), Instant.now()), view))
            .add(view.text("certificate.ocsp"), ocsp(view, shown.serial()))
            .add(
                view.text("certificate.reason"),
                shown.reason() == null ? "" : view.text("reason." + shown.reason()));
    time(view, facts, "certificate.since", shown.revokedAt());
    time(view, facts, "certificate.invalidity", shown.invalidityDate());
    return facts
        .add(view.text("certificate.serial"), Show.hex(shown.serial()))
        .add(
            view.text("member.name"),
            Markup.link("/authority/registry/" + shown.uscc(), shown.name()))
        .add(view.text("member.uscc"), Show.uscc(shown.uscc()))
        .add(view.text("member.division"), shown.division())
        .add(view.text("application.holder"), shown.holder() == null ? "" : shown.holder())
        .add(view.text("certificate.ca"), shown.ca())
        .add(view.text("application.suite"), view.text("suite." + shown.suite()))
        .add(view.text("certificate.version"), Integer.toString(shown.registryVersion()))
        .add(view.text("certificate.from"), Show.moment(shown.notBefore(), view))
        .add(view.text("certificate.until"), Show.moment(shown.notAfter(), view))
        .add(view.text("certificate.sha256"), Show.fingerprint(shown.sha256()));
  }

  private static void time(View view, Facts facts, String key, @Nullable Instant instant) {
    if (instant != null) {
      facts.add(view.text(key), Show.moment(instant, view));
    }
  }

  /** What the responder would answer now; unknown where this node may not say. */
  private Html ocsp(View view, String serial) {
    try {
      CertificateStatus answer = status.find(SerialNumber.ofHex(serial));
      String word = answer.value().name().toLowerCase(Locale.ROOT);
      return Html.all(
          Tags.certificate(word, view),
          Html.text(" " + view.text("certificate.asof") + " "),
          Show.moment(answer.asOf(), view));
    } catch (Refusal unavailable) {
      return Tags.certificate("unknown", view);
    }
  }

  private Table history(View view, String serial) {
    Table table =
        Table.of(view.text("certificate.history"))
            .column(view.text("certificate.changed"))
            .column(view.text("changes.state"))
            .column(view.text("certificate.reason"))
            .empty(view.text("certificate.nohistory"));
    for (StatusChange change : certificates.history(SerialNumber.ofHex(serial))) {
      table.row(
          Show.dense(change.changedAt()),
          Tags.certificate(change.state().name().toLowerCase(Locale.ROOT), view),
          Html.text(
              Optional.ofNullable(change.reason()).map(r -> view.text("reason." + r.wire())).orElse("")));
    }
    return table;
  }

  /** A hold, a release or a revocation: proposed here, decided by another person. */
  private static void ends(View view, Page page, CertificateResponse shown, FormProblems problems) {
    String path = PATH + "/" + shown.serial();
    List<Field.Option> reasons =
        REASONS.stream()
            .map(r -> new Field.Option(r, view.text("reason." + r), view.text("reason.hint." + r)))
            .toList();
    page.add(Markup.heading(view.text("certificate.end")))
        .add(
            view.form(path + "/revocation")
                .field(Field.radios("reason", view.text("certificate.reason"), reasons).required())
                .problems(problems)
                .submit(view.text("certificate.submit")));
    if (shown.status().equals("suspended")) {
      page.add(Markup.heading(view.text("certificate.release")))
          .add(Markup.hint(view.text("certificate.release.hint")))
          .add(view.form(path + "/release").submit(view.text("certificate.release.submit")));
    }
  }
}
