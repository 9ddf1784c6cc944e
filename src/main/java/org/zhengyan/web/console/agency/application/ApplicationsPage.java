package org.zhengyan.web.console.agency.application;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.enrolment.Applicant;
import org.zhengyan.enrolment.Enrolment;
import org.zhengyan.enrolment.EnrolmentProgress;
import org.zhengyan.enrolment.EnrolmentRules;
import org.zhengyan.enrolment.Enrolments;
import org.zhengyan.issuance.ApplicationResponse;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.Institutions;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** The applicant's certificates with what can be done about each, and the applications, newest first. */
@Component
class ApplicationsPage {
  private final Enrolments enrolments;
  private final EnrolmentRules rules;
  private final Institutions institutions;

  ApplicationsPage(Enrolments enrolments, EnrolmentRules rules, Institutions institutions) {
    this.enrolments = enrolments;
    this.rules = rules;
    this.institutions = institutions;
  }

  Page page(Applicant applicant, PageRequest request, View view) {
    PageRequest.Page<EnrolmentProgress> page = enrolments.list(applicant, request);
    return view.page("applications.title")
        .lead(view.text("applications.lead"))
        .add(
            Markup.actions(
                Markup.action("/agency/applications/new", view.text("applications.new")),
                Markup.secondary("/agency/key-recoveries", view.text("recovery.title"))))
        .add(
            Markup.section(
                view.text("applications.certificates"), certificates(applicant, view).html(view)))
        .add(Markup.section(view.text("applications.list"), list(page, view).html(view)));
  }

  private Table certificates(Applicant applicant, View view) {
    Table table =
        Table.of(view.text("applications.certificates"))
            .column(view.text("applications.serial"))
            .column(view.text("applications.status"))
            .column(view.text("applications.until"))
            .column(view.text("applications.acts"))
            .empty(view.text("applications.certificates.none"));
    Institution now = institutions.find(applicant.uscc()).orElse(null);
    for (IssuedCertificate certificate : enrolments.certificates(applicant)) {
      boolean outdated = now != null && certificate.registryVersion() < now.version();
      table.row(
          Show.hex(certificate.serial().hex()),
          status(certificate, view),
          Html.text(Show.day(Show.localDay(certificate.notAfter()), view)),
          acts(certificate, outdated, view));
    }
    if (now != null) {
      for (IssuedCertificate certificate : enrolments.ended(applicant, now)) {
        String serial = certificate.serial().hex();
        table.row(
            Show.hex(serial),
            StatusTag.BAD.of(view.text("applications.status.ended")),
            Html.text(Show.day(Show.localDay(certificate.notAfter()), view)),
            Markup.list(List.of(Markup.link(blank("change", serial), view.text("applications.kind.change")))));
      }
    }
    return table;
  }

  private static Html status(IssuedCertificate certificate, View view) {
    return certificate.state() == CertificateState.GOOD
        ? StatusTag.GOOD.of(view.text("applications.status.good"))
        : StatusTag.HELD.of(view.text("applications.status.suspended"));
  }

  private Html acts(IssuedCertificate certificate, boolean outdated, View view) {
    String serial = certificate.serial().hex();
    List<Html> acts = new ArrayList<>();
    if (rules.renewable(certificate)) {
      acts.add(Markup.link(blank("renewal", serial), view.text("applications.kind.renewal")));
    }
    if (outdated) {
      acts.add(Markup.link(blank("change", serial), view.text("applications.kind.change")));
    }
    acts.add(Markup.link(blank("replacement", serial), view.text("applications.kind.replacement")));
    return Markup.list(acts);
  }

  private static String blank(String kind, String serial) {
    return "/agency/applications/new?kind=" + kind + "&predecessor=" + serial;
  }

  private static Table list(PageRequest.Page<EnrolmentProgress> page, View view) {
    Table table =
        Table.of(view.text("applications.list"))
            .column(view.text("applications.kind"))
            .column(view.text("applications.suite"))
            .column(view.text("applications.step"))
            .column(view.text("applications.submitted"))
            .empty(view.text("applications.list.none"));
    for (EnrolmentProgress progress : page.items()) {
      table.row(
          Markup.link(
              "/agency/applications/" + progress.enrolment().id(),
              view.text("applications.kind." + progress.enrolment().kind().wire())),
          Html.text(view.text("applications.suite." + progress.enrolment().suite().wire())),
          step(progress, view),
          Show.dense(progress.enrolment().submittedAt()));
    }
    String next = page.next();
    return table
        .pages(
            view.parameter("cursor").isPresent() ? "/agency/applications" : null,
            next == null ? null : "/agency/applications?cursor=" + next)
        .export("/agency/applications/export");
  }

  Export export(Applicant applicant, View view) {
    return Export.of(
            view,
            "applications",
            view.text("applications.kind"),
            view.text("applications.suite"),
            view.text("applications.step"),
            view.text("applications.submitted"),
            view.text("applications.serial"))
        .rows(page -> enrolments.list(applicant, page), progress -> cells(progress, view));
  }

  private static List<String> cells(EnrolmentProgress progress, View view) {
    Enrolment enrolment = progress.enrolment();
    ApplicationResponse issued = progress.application();
    return List.of(
        view.text("applications.kind." + enrolment.kind().wire()),
        view.text("applications.suite." + enrolment.suite().wire()),
        view.text("applications.step." + progress.step().wire()),
        enrolment.submittedAt().toString(),
        issued == null ? "" : Objects.requireNonNullElse(issued.serial(), ""));
  }

  static Html step(EnrolmentProgress progress, View view) {
    StatusTag tag =
        switch (progress.step()) {
          case SUBMITTED, REVIEWED, ISSUED -> StatusTag.WAITING;
          case JOINED -> StatusTag.GOOD;
          case REFUSED -> StatusTag.BAD;
          case WITHDRAWN, LAPSED -> StatusTag.ENDED;
        };
    return tag.of(view.text("applications.step." + progress.step().wire()));
  }
}
