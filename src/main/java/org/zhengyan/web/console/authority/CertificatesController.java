package org.zhengyan.web.console.authority;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.certificate.CertificateFilter;
import org.zhengyan.certificate.CertificateList;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.Uscc;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** Certificates by number, body, state and end. */
@Controller
class CertificatesController {
  private static final String PATH = "/authority/certificates";
  private static final String[] FILTERS = {"uscc", "state", "expiring", "issued"};
  private static final int PAGE = 50;

  private final CertificateList certificates;

  CertificatesController(CertificateList certificates) {
    this.certificates = certificates;
  }

  @GetMapping(PATH)
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Object list(SignedIn who, View view) {
    String serial = view.typed("serial").replaceAll("[\\s:]", "").toLowerCase(Locale.ROOT);
    if (serial.matches("[0-9a-f]{2,40}")) {
      return new SeeOther(PATH + "/" + serial);
    }
    Division within = Approvals.requireAuthority(who.actor());
    Page page = view.page("certificates.title");
    CertificateFilter filter;
    try {
      filter = filter(view);
    } catch (Refusal refusal) {
      FormProblems problems = FormProblems.of(refusal, view);
      return page.problems(problems).add(filters(view).problems(problems).html());
    }
    List<CertificateList.Line> rows =
        certificates.page(filter, within, view.parameter("after").orElse(null), PAGE);
    Table table =
        Table.of(view.text("certificates.title"))
            .column(view.text("certificate.serial"))
            .column(view.text("member.name"))
            .column(view.text("member.uscc"))
            .column(view.text("changes.state"))
            .column(view.text("certificate.until"))
            .filters(filters(view))
            .empty(view.text("certificates.empty"));
    for (CertificateList.Line line : rows) {
      IssuedCertificate row = line.certificate();
      String hex = row.serial().hex();
      table.row(
          Html.link(PATH + "/" + hex, Html.code(hex.substring(0, Math.min(12, hex.length())) + "…")),
          Html.text(row.certifiedName()),
          Show.uscc(row.uscc().value()),
          Tags.certificate(Tags.standing(row, Instant.now()), view),
          Show.dense(row.notAfter()));
    }
    String next = rows.size() < PAGE ? null : Query.of(view, PATH, "after", rows.getLast().cursor(), FILTERS);
    String first = view.parameter("after").isEmpty() ? null : Query.of(view, PATH, "", "", FILTERS);
    return page.lead(view.text("certificates.count", Tags.count(certificates.count(filter, within), view)))
        .add(table.pages(first, next).export(Query.of(view, PATH + "/export", "", "", FILTERS)));
  }

  @GetMapping(PATH + "/export")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Export export(SignedIn who, View view) {
    Division within = Approvals.requireAuthority(who.actor());
    CertificateFilter filter = filter(view);
    return Export.of(
            view,
            "certificates",
            view.text("certificate.serial"),
            view.text("member.name"),
            view.text("member.uscc"),
            view.text("member.division"),
            view.text("changes.state"),
            view.text("certificate.from"),
            view.text("certificate.until"))
        .rows(
            (cursor, limit) -> certificates.page(filter, within, cursor, limit),
            CertificateList.Line::cursor,
            line -> cells(line.certificate(), view));
  }

  private static List<String> cells(IssuedCertificate row, View view) {
    return List.of(
        row.serial().hex(),
        row.certifiedName(),
        row.uscc().value(),
        row.division().code(),
        view.text("certificate." + Tags.standing(row, Instant.now())),
        row.notBefore().toString(),
        row.notAfter().toString());
  }

  private static CertificateFilter filter(View view) {
    String code = view.typed("uscc").replaceAll("\\s", "").toUpperCase(Locale.ROOT);
    String days = view.typed("expiring");
    return new CertificateFilter(
        switch (view.typed("state")) {
          case "good" -> CertificateState.GOOD;
          case "suspended" -> CertificateState.SUSPENDED;
          case "revoked" -> CertificateState.REVOKED;
          default -> null;
        },
        code.isEmpty() ? null : Uscc.require(code, "/uscc"),
        days.matches("30|60|90") ? Instant.now().plus(Duration.ofDays(Integer.parseInt(days))) : null,
        day(view.typed("issued")),
        view.typed("state").equals(Tags.EXPIRED));
  }

  private static @Nullable LocalDate day(String text) {
    try {
      return text.isEmpty() ? null : LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw Refusal.member(Problem.REFUSED_BY_RULE, "/issued", "date-malformed", "write the day as 2024-01-31");
    }
  }

  private static Form filters(View view) {
    List<Field.Option> states =
        List.of(
            new Field.Option("", view.text("any")),
            new Field.Option("good", view.text("certificate.good")),
            new Field.Option("suspended", view.text("certificate.suspended")),
            new Field.Option(Tags.EXPIRED, view.text("certificate.expired")),
            new Field.Option("revoked", view.text("certificate.revoked")));
    List<Field.Option> ends =
        List.of(
            new Field.Option("", view.text("any")),
            new Field.Option("30", view.text("certificates.days", 30)),
            new Field.Option("60", view.text("certificates.days", 60)),
            new Field.Option("90", view.text("certificates.days", 90)));
    return view.search(PATH)
        .field(Field.text("serial", view.text("certificate.serial")))
        .field(Field.text("uscc", view.text("member.uscc")))
        .field(Field.select("state", view.text("changes.state"), states))
        .field(Field.select("expiring", view.text("certificates.expiring"), ends))
        .field(Field.date("issued", view.text("certificates.issued")))
        .submit(view.text("search"));
  }
}
