package org.zhengyan.web.console.agency.application;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.enrolment.Applicant;
import org.zhengyan.enrolment.BodyRecoveries;
import org.zhengyan.enrolment.KeyRecovery;
import org.zhengyan.enrolment.RecoveryAsked;
import org.zhengyan.issuance.EncryptionKeys;
import org.zhengyan.keys.Pem;
import org.zhengyan.status.revocation.CertificateReader;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Steps;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.console.agency.Holders;
import org.zhengyan.web.html.Html;

/** What a person sees of the recovery of an encryption key, up to the file with the key in it. */
@Component
class RecoveryPages {
  private static final String PATH = "/agency/key-recoveries";

  /** Whose turn it is, or how it ended. */
  private enum Step {
    ASKED,
    ACCEPTED,
    READY,
    REFUSED,
    WITHDRAWN,
    LAPSED;

    String key() {
      return "recovery.step." + name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final BodyRecoveries recoveries;
  private final CertificateStore certificates;
  private final CertificateReader reader;
  private final Holders holders;

  RecoveryPages(
      BodyRecoveries recoveries,
      CertificateStore certificates,
      CertificateReader reader,
      Holders holders) {
    this.recoveries = recoveries;
    this.certificates = certificates;
    this.reader = reader;
    this.holders = holders;
  }

  Page list(Applicant applicant, View view) {
    Table table =
        Table.of(view.text("recovery.title"))
            .column(view.text("recovery.key"))
            .column(view.text("recovery.state"))
            .column(view.text("recovery.asked"))
            .empty(view.text("recovery.none"));
    for (BodyRecoveries.Progress progress : recoveries.list(applicant)) {
      RecoveryAsked asked = progress.asked();
      table.row(
          Html.link(PATH + "/" + asked.id(), Html.code(asked.serial().hex())),
          tag(step(progress), view),
          Show.dense(asked.askedAt()));
    }
    return view.page("recovery.title")
        .crumb("/agency/applications", "applications.title")
        .lead(view.text("recovery.lead"))
        .add(Markup.actions(Markup.action(PATH + "/new", view.text("recovery.ask"))))
        .add(table);
  }

  Page form(Applicant applicant, FormProblems problems, View view) {
    Page page =
        view.page("recovery.ask")
            .crumb("/agency/applications", "applications.title")
            .crumb(PATH, "recovery.title")
            .lead(view.text("recovery.ask.lead"))
            .problems(problems);
    List<EncryptionKeys.Kept> keys = recoveries.recoverable(applicant);
    List<IssuedCertificate> targets = recoveries.targets(applicant);
    if (keys.isEmpty()) {
      return page.add(Notice.plain(Markup.paragraph(view.text("recovery.no-key"))));
    }
    if (targets.isEmpty()) {
      return page.add(
          Notice.mind(view.text("recovery.no-target"), Markup.paragraph(view.text("recovery.no-target.text"))),
          Markup.actions(Markup.action("/agency/applications/new", view.text("applications.new"))));
    }
    var form =
        view.form(PATH)
            .field(
                Field.select("serial", view.text("recovery.which"), keys(applicant, keys, view))
                    .hint(view.text("recovery.which.hint"))
                    .value(chosen(keys, view))
                    .required())
            .field(
                Field.select(
                        "target",
                        view.text("recovery.target"),
                        targets.stream().map(each -> option(each, each.serial().hex(), "", view)).toList())
                    .hint(view.text("recovery.target.hint"))
                    .required())
            .field(
                Field.area("reason", view.text("recovery.reason"))
                    .hint(view.text("recovery.reason.hint"))
                    .with("maxlength", "200")
                    .required())
            .submit(view.text("recovery.submit"))
            .cancel(PATH, view.text("applications.cancel"));
    return page.add(problems.isEmpty() ? form : form.problems(problems));
  }

  Page page(Applicant applicant, BodyRecoveries.Progress progress, View view) {
    RecoveryAsked asked = progress.asked();
    boolean own = asked.askedBy().equals(applicant.person());
    Step step = step(progress);
    Page page =
        view.page("recovery.one")
            .crumb("/agency/applications", "applications.title")
            .crumb(PATH, "recovery.title")
            .add(steps(progress, step, view));
    if (step == Step.READY) {
      page.add(own ? collection(asked, view) : Notice.plain(Html.text(view.text("recovery.of-another"))));
    }
    page.add(facts(asked, view));
    if (step != Step.ASKED || !own) {
      return page;
    }
    return page.add(
        Markup.details(
            view.text("recovery.withdraw.title"),
            view.form(PATH + "/" + asked.id() + "/withdrawal")
                .submit(view.text("recovery.withdraw"))
                .html()));
  }

  /** The page that opens the key, in the browser alone. */
  Page collected(BodyRecoveries.Collected collected, View view) {
    IssuedCertificate target = collected.target();
    List<String> data =
        List.of(
            "id", "joining",
            "data-recovered", "yes",
            "data-serial", target.serial().hex(),
            "data-certificate", Pem.encode("CERTIFICATE", Objects.requireNonNull(target.der())),
            "data-chain", String.join("", reader.chain(target.ca())),
            "data-encryption", Pem.encode("CERTIFICATE", collected.encryption()),
            "data-envelope", Base64.getUrlEncoder().withoutPadding().encodeToString(collected.enveloped()));
    return view.page("recovery.open")
        .crumb("/agency/applications", "applications.title")
        .crumb(PATH, "recovery.title")
        .add(Html.of("section", data))
        .add(Html.of("noscript", Html.of("p", Html.text(view.text("recovery.noscript")))))
        .add(
            Markup.section(
                view.text("applications.device.title"),
                Markup.paragraph(view.text("recovery.device.text")),
                view.form(PATH + "/" + collected.asked().id() + "/file")
                    .submit(view.text("recovery.device.download"))
                    .html()))
        .add(Markup.actions(Markup.secondary(PATH + "/" + collected.asked().id(), view.text("recovery.back"))))
        .script("enrol.js");
  }

  private static Html collection(RecoveryAsked asked, View view) {
    return Markup.section(
        view.text("recovery.collect.title"),
        Markup.paragraph(view.text("recovery.collect.text")),
        view.form(PATH + "/" + asked.id() + "/collection").submit(view.text("recovery.collect")).html());
  }

  private Facts facts(RecoveryAsked asked, View view) {
    return Facts.of()
        .add(view.text("recovery.key"), Show.hex(asked.serial().hex()))
        .add(view.text("recovery.target"), Show.hex(asked.target().hex()))
        .add(view.text("recovery.reason"), asked.reason())
        .add(view.text("recovery.asked"), Show.time(asked.askedAt(), view))
        .add(view.text("applications.number"), Html.code(asked.id()));
  }

  private static Steps steps(BodyRecoveries.Progress progress, Step step, View view) {
    RecoveryAsked asked = progress.asked();
    KeyRecovery recovery = progress.recovery();
    Steps steps = Steps.of().done(view.text("recovery.way.asked"), Show.time(asked.askedAt(), view));
    if (step == Step.WITHDRAWN) {
      return steps.stopped(view.text(step.key()), time(asked.decidedAt(), view));
    }
    if (step == Step.LAPSED) {
      return steps.stopped(view.text(step.key()), Html.text(view.text("recovery.lapsed.why")));
    }
    if (step == Step.REFUSED) {
      String why = recovery == null ? asked.refusal() : recovery.refusal();
      return steps.stopped(view.text(step.key()), why == null ? null : Html.text(why));
    }
    if (step == Step.ASKED) {
      return steps
          .current(view.text("recovery.way.accepting"), null)
          .todo(view.text("recovery.way.approving"), null)
          .todo(view.text("recovery.way.collecting"), null);
    }
    steps.done(view.text("recovery.way.accepted"), time(asked.decidedAt(), view));
    if (step == Step.ACCEPTED) {
      return steps
          .current(view.text("recovery.way.approving"), null)
          .todo(view.text("recovery.way.collecting"), null);
    }
    return steps
        .done(view.text("recovery.way.approved"), time(recovery == null ? null : recovery.decidedAt(), view))
        .current(view.text("recovery.way.collecting"), null);
  }

  private static @Nullable Html time(@Nullable Instant instant, View view) {
    return instant == null ? null : Show.time(instant, view);
  }

  private static Step step(BodyRecoveries.Progress progress) {
    KeyRecovery recovery = progress.recovery();
    return switch (progress.asked().state()) {
      case ASKED -> Step.ASKED;
      case REFUSED -> Step.REFUSED;
      case WITHDRAWN -> Step.WITHDRAWN;
      case LAPSED -> Step.LAPSED;
      case ACCEPTED ->
          switch (recovery == null ? KeyRecovery.State.SUBMITTED : recovery.state()) {
            case SUBMITTED -> Step.ACCEPTED;
            case APPROVED -> Step.READY;
            case REFUSED -> Step.REFUSED;
            case LAPSED -> Step.LAPSED;
          };
    };
  }

  private static Html tag(Step step, View view) {
    StatusTag tag =
        switch (step) {
          case ASKED, ACCEPTED -> StatusTag.WAITING;
          case READY -> StatusTag.GOOD;
          case REFUSED -> StatusTag.BAD;
          case WITHDRAWN, LAPSED -> StatusTag.ENDED;
        };
    return tag.of(view.text(step.key()));
  }

  private List<Field.Option> keys(Applicant applicant, List<EncryptionKeys.Kept> keys, View view) {
    List<IssuedCertificate> signing =
        keys.stream().flatMap(kept -> signing(kept.signing())).toList();
    Map<String, String> names = holders.of(applicant.uscc(), signing, view);
    return keys.stream()
        .flatMap(
            kept ->
                signing(kept.signing())
                    .map(
                        found ->
                            option(
                                found, kept.serial(), names.getOrDefault(found.serial().hex(), ""), view)))
        .toList();
  }

  /** The pair that the reader came from, by its signing certificate. */
  private static @Nullable String chosen(List<EncryptionKeys.Kept> keys, View view) {
    return keys.stream()
        .filter(kept -> kept.signing().equals(view.typed("signing")) || kept.serial().equals(view.typed("serial")))
        .map(EncryptionKeys.Kept::serial)
        .findFirst()
        .orElse(null);
  }

  private Stream<IssuedCertificate> signing(String hex) {
    return SerialNumber.parse(hex).flatMap(certificates::find).stream();
  }

  /** A certificate as a person tells it from others: whose, since when, its number, its state. */
  private static Field.Option option(IssuedCertificate certificate, String value, String holder, View view) {
    String label =
        view.text(
            "recovery.option",
            Show.day(Show.localDay(certificate.notBefore()), view),
            certificate.serial().hex().substring(0, 8),
            view.text("certificate.state." + certificate.state().column()));
    return new Field.Option(value, holder.isEmpty() ? label : holder + " · " + label);
  }
}
