package org.zhengyan.web.console.authority;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.certificate.CertificateReport;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Division;
import org.zhengyan.verification.tally.VerificationTally;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/**
 * Reports: certificates by month and division, verifications by platform in a span of days. Who verified
 * what is not shown: the authority needs the numbers alone.
 */
@Controller
class ReportsController {
  private static final String PATH = "/authority/reports";
  private static final int LONGEST = 366;
  private static final int SHOWN = 200;

  private final CertificateReport certificates;
  private final VerificationTally tally;

  ReportsController(CertificateReport certificates, VerificationTally tally) {
    this.certificates = certificates;
    this.tally = tally;
  }

  /** @param platform by its name; empty for all */
  private record Span(LocalDate from, LocalDate to, Division within, String platform) {}

  @GetMapping(PATH)
  @RequiresRole({Role.CLERK, Role.REVIEWER, Role.ADMINISTRATOR})
  Page report(SignedIn who, View view) {
    Page page = view.page("reports.title").lead(view.text("reports.lead"));
    Span span;
    try {
      span = span(who, view);
    } catch (Refusal refusal) {
      FormProblems problems = FormProblems.of(refusal, view);
      return page.problems(problems).add(filters(view, null).problems(problems).html());
    }
    Table verified =
        Table.of(view.text("reports.verifications"))
            .column(view.text("report.platform"))
            .column(view.text("report.state"))
            .number(view.text("report.number"))
            .filters(filters(view, span))
            .empty(view.text("dashboard.none"))
            .export(Query.of(view, PATH + "/verifications", "", "", "from", "to", "division", "platform"));
    List<VerificationTally.Line> lines = lines(span);
    for (VerificationTally.Line line : lines.subList(0, Math.min(SHOWN, lines.size()))) {
      verified.row(
          Html.text(line.platform()),
          Html.text(view.text("verification." + line.state())),
          Html.text(Show.count(line.number())));
    }
    Table issued =
        Table.of(view.text("reports.certificates"))
            .column(view.text("report.month"))
            .column(view.text("member.division"))
            .number(view.text("report.issued"))
            .number(view.text("report.good"))
            .number(view.text("report.suspended"))
            .number(view.text("report.revoked"))
            .export(Query.of(view, PATH + "/certificates", "", "", "from", "to", "division"));
    for (CertificateReport.Line line : certificates.byMonth(span.within(), span.from(), span.to())) {
      issued.row(
          Html.text(line.month()),
          Html.text(line.division()),
          Html.text(Show.count(line.issued())),
          Html.text(Show.count(line.good())),
          Html.text(Show.count(line.suspended())),
          Html.text(Show.count(line.revoked())));
    }
    page.add(Markup.heading(view.text("reports.verifications"))).add(verified);
    if (lines.size() > SHOWN) {
      page.add(Markup.hint(view.text("reports.cut", SHOWN, Show.count(lines.size()))));
    }
    return page
        .add(Markup.heading(view.text("reports.certificates")))
        .add(Markup.hint(view.text("reports.certificates.hint")))
        .add(issued);
  }

  @GetMapping(PATH + "/verifications")
  @RequiresRole({Role.CLERK, Role.REVIEWER, Role.ADMINISTRATOR})
  Export verifications(SignedIn who, View view) {
    return Export.of(
            view,
            "verifications",
            view.text("report.platform"),
            view.text("report.state"),
            view.text("report.number"))
        .rows(
            lines(span(who, view)),
            line ->
                List.of(
                    line.platform(), view.text("verification." + line.state()), Long.toString(line.number())));
  }

  @GetMapping(PATH + "/certificates")
  @RequiresRole({Role.CLERK, Role.REVIEWER, Role.ADMINISTRATOR})
  Export certificates(SignedIn who, View view) {
    Span span = span(who, view);
    return Export.of(
            view,
            "certificates-by-month",
            view.text("report.month"),
            view.text("member.division"),
            view.text("report.issued"),
            view.text("report.good"),
            view.text("report.suspended"),
            view.text("report.revoked"))
        .rows(
            certificates.byMonth(span.within(), span.from(), span.to()),
            line ->
                List.of(
                    line.month(),
                    line.division(),
                    Long.toString(line.issued()),
                    Long.toString(line.good()),
                    Long.toString(line.suspended()),
                    Long.toString(line.revoked())));
  }

  private List<VerificationTally.Line> lines(Span span) {
    return tally.byPlatform(span.within(), span.from(), span.to()).stream()
        .filter(line -> span.platform().isEmpty() || line.platform().equals(span.platform()))
        .toList();
  }

  private static Form filters(View view, @Nullable Span span) {
    return view.search(PATH)
        .field(Field.date("from", view.text("report.from")).value(span == null ? null : span.from().toString()))
        .field(Field.date("to", view.text("report.to")).value(span == null ? null : span.to().toString()))
        .field(Field.text("division", view.text("member.division")).with("inputmode", "numeric"))
        .field(Field.text("platform", view.text("report.platform")))
        .submit(view.text("search"));
  }

  private static Span span(SignedIn who, View view) {
    LocalDate today = LocalDate.now(FigureShelf.CHINA);
    LocalDate to = day(view, "to", today);
    LocalDate from = day(view, "from", to.minusDays(29));
    if (from.isAfter(to) || from.plusDays(LONGEST).isBefore(to)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/from", "span", "the days are at most a year apart, and in their order");
    }
    String typed = view.typed("division");
    if (!typed.isEmpty() && !Division.wellFormed(typed)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/division", "division-unknown", "there is no such division (GB/T 2260)");
    }
    Division within = typed.isEmpty() ? Approvals.requireAuthority(who.actor()) : new Division(typed);
    Approvals.requireActsIn(who.actor(), within);
    return new Span(from, to, within, view.typed("platform"));
  }

  private static LocalDate day(View view, String name, LocalDate otherwise) {
    try {
      return view.typed(name).isEmpty() ? otherwise : LocalDate.parse(view.typed(name));
    } catch (DateTimeException e) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/" + name, "date-malformed", "write the day as 2024-01-31");
    }
  }
}
