package org.zhengyan.web.console.agency.application;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.enrolment.Applicant;
import org.zhengyan.enrolment.Enrolment;
import org.zhengyan.enrolment.EnrolmentProgress;
import org.zhengyan.enrolment.EnrolmentProgress.Step;
import org.zhengyan.issuance.ApplicationResponse;
import org.zhengyan.issuance.DeliveryResponse;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Steps;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** How one application stands, whose turn it is, and what its applicant can do now. */
final class ApplicationPage {
  private static final List<Step> WAY = List.of(Step.SUBMITTED, Step.REVIEWED, Step.ISSUED, Step.JOINED);

  private ApplicationPage() {}

  static Page of(Applicant applicant, EnrolmentProgress progress, View view) {
    Enrolment enrolment = progress.enrolment();
    boolean own = enrolment.submittedBy().equals(applicant.person());
    Page page =
        view.page("applications.kind." + enrolment.kind().wire())
            .crumb("/agency/applications", "applications.title")
            .caption(enrolment.name())
            .add(steps(progress, view));
    ApplicationResponse issued = progress.application();
    boolean there = progress.step() == Step.ISSUED || progress.step() == Step.JOINED;
    if (own && there && issued != null) {
      page.add(joining(issued, enrolment, progress, view));
      page.script("enrol.js");
    }
    page.add(facts(progress, view));
    boolean waiting = progress.step() == Step.SUBMITTED || progress.step() == Step.REVIEWED;
    return own && waiting ? page.add(withdrawal(enrolment, view)) : page;
  }

  /** The page that shows the code, once. */
  static Page collected(String id, DeliveryResponse delivery, View view) {
    return view.page("applications.collected.title")
        .crumb("/agency/applications", "applications.title")
        .add(
            Notice.mind(
                view.text("applications.code.title"),
                Html.of("p", Html.of("code", List.of("class", "copy"), Html.text(delivery.revocationCode()))),
                Markup.paragraph(view.text("applications.code.text"))))
        .add(
            Markup.actions(
                Markup.secondary("/agency/applications/" + id, view.text("applications.back")),
                Markup.secondary("/agency/applications", view.text("applications.title"))));
  }

  private static Steps steps(EnrolmentProgress progress, View view) {
    Steps steps = Steps.of();
    if (!progress.step().onTheWay()) {
      steps.done(view.text("applications.way.submitted.done"), at(progress.enrolment().submittedAt(), view));
      String reason = progress.reason();
      return steps.stopped(
          view.text("applications.step." + progress.step().wire()),
          Html.text(
              view.text("applications.ended." + progress.step().wire())
                  + (progress.step() == Step.REFUSED && reason != null
                      ? view.text("applications.reason", reason)
                      : "")));
    }
    for (Step step : WAY) {
      int reached = progress.step().compareTo(step);
      if (reached >= 0) {
        steps.done(view.text("applications.way." + step.wire() + ".done"), time(step, progress, view));
      } else if (step.ordinal() == progress.step().ordinal() + 1) {
        steps.current(
            view.text("applications.way." + step.wire() + ".now"),
            Html.text(view.text("applications.way." + step.wire() + ".hint")));
      } else {
        steps.todo(view.text("applications.way." + step.wire() + ".todo"), null);
      }
    }
    return steps;
  }

  private static @Nullable Html time(Step step, EnrolmentProgress progress, View view) {
    ApplicationResponse application = progress.application();
    return switch (step) {
      case SUBMITTED -> at(progress.enrolment().submittedAt(), view);
      case REVIEWED -> at(progress.enrolment().decidedAt(), view);
      case ISSUED -> application == null ? null : at(application.decidedAt(), view);
      default -> at(progress.enrolment().joinedAt(), view);
    };
  }

  private static @Nullable Html at(java.time.@Nullable Instant time, View view) {
    return time == null ? null : Show.time(time, view);
  }

  private static Html joining(
      ApplicationResponse issued, Enrolment enrolment, EnrolmentProgress progress, View view) {
    List<Html> parts = new ArrayList<>();
    List<String> data =
        new ArrayList<>(
            List.of(
                "id", "joining",
                "data-serial", Objects.requireNonNull(issued.serial()),
                "data-certificate", Objects.requireNonNull(issued.certificate()),
                "data-chain", String.join("", Objects.requireNonNull(issued.chain()))));
    ApplicationResponse.Encryption encryption = issued.encryption();
    if (encryption != null) {
      data.addAll(
          List.of("data-encryption", encryption.certificate(), "data-envelope", encryption.envelopedKey()));
    }
    parts.add(Html.of("section", data));
    parts.add(
        Markup.section(
            view.text("applications.device.title"),
            Markup.paragraph(view.text("applications.device.text")),
            Markup.actions(
                Markup.secondary(
                    "/agency/applications/" + enrolment.id() + "/certificate",
                    view.text("applications.device.download")))));
    boolean again = progress.step() == Step.JOINED;
    parts.add(
        Markup.section(
            view.text("applications.collect.title"),
            Markup.paragraph(view.text(again ? "applications.collect.again" : "applications.collect.text")),
            view.form("/agency/applications/" + enrolment.id() + "/collection")
                .submit(view.text(again ? "applications.collect.new" : "applications.collect.first"))
                .html()));
    return Html.all(parts);
  }

  private static Facts facts(EnrolmentProgress progress, View view) {
    Enrolment enrolment = progress.enrolment();
    Facts facts =
        Facts.of()
            .add(view.text("applications.body"), enrolment.name())
            .add(view.text("applications.uscc"), Show.uscc(enrolment.uscc().value()))
            .add(view.text("applications.suite"), view.text("applications.suite." + enrolment.suite().wire()))
            .add(
                view.text("applications.key"),
                Show.fingerprint(HexFormat.of().formatHex(enrolment.keySha256())));
    SerialNumber predecessor = enrolment.predecessor();
    if (predecessor != null) {
      facts.add(view.text("applications.predecessor"), Show.hex(predecessor.hex()));
    }
    ApplicationResponse application = progress.application();
    if (application != null && application.serial() != null) {
      facts.add(view.text("applications.serial"), Show.hex(application.serial()));
    }
    if (application != null && application.encryption() != null) {
      facts.add(view.text("applications.encryption"), Show.hex(application.encryption().serial()));
    }
    return facts.add(view.text("applications.number"), Html.code(enrolment.id()));
  }

  private static Html withdrawal(Enrolment enrolment, View view) {
    return Markup.details(
        view.text("applications.withdraw.title"),
        Markup.paragraph(view.text("applications.withdraw.text")),
        view.form("/agency/applications/" + enrolment.id() + "/withdrawal")
            .submit(view.text("applications.withdraw"))
            .html());
  }
}
