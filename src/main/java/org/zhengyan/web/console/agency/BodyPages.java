package org.zhengyan.web.console.agency;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.principal.Approvals;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.Uscc;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** What the registry says of the body, in the order of its paper, with its versions. */
@Controller
class BodyPages {
  private static final int VERSIONS = 50;
  private static final String REGISTRY_CHANGE = "registry-change";

  private final Agency agency;
  private final Institutions institutions;
  private final Approvals approvals;

  BodyPages(Agency agency, Institutions institutions, Approvals approvals) {
    this.agency = agency;
    this.institutions = institutions;
    this.approvals = approvals;
  }

  @GetMapping("/agency/body")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Page body(SignedIn who, View view) {
    Agency.Body body = agency.of(who);
    Institution now = body.institution();
    List<Institutions.Dated> versions = institutions.history(now.uscc(), VERSIONS);
    Page page =
        view.page("body.title")
            .crumb("/agency", "nav.home")
            .organ(body.organ())
            .caption(view.text(body.organ() ? "body.organ" : "body.institution"));
    LocalDate today = LocalDate.now(CertificateStore.CALENDAR);
    versions.stream()
        .filter(version -> version.effectiveOn().isAfter(today))
        .forEach(
            version ->
                page.add(
                    Notice.mind(
                        view.text("body.pending", Show.day(version.effectiveOn(), view)),
                        Markup.paragraph(
                            view.text("body.pending.text", version.institution().firstName())))));
    approvals
        .waiting(REGISTRY_CHANGE, now.uscc().value())
        .forEach(
            at ->
                page.add(
                    Notice.mind(
                        view.text("body.waiting"),
                        Markup.paragraph(Html.text(view.text("body.waiting.text")), Show.time(at, view)))));
    return page.add(facts(now, view))
        .add(Notice.plain(Markup.paragraph(view.text("body.wrong"))))
        .add(Markup.section(view.text("body.versions"), versions(versions, now, view).html(view)));
  }

  private static Facts facts(Institution body, View view) {
    boolean organ = body.nature() != null;
    Facts facts =
        Facts.of()
            .add(view.text("body.uscc"), Show.uscc(body.uscc().value()))
            .add(view.text("body.names"), lines(body.names()))
            .add(view.text("body.abbreviations"), String.join("；", body.abbreviations()))
            .add(view.text("body.status"), status(body.status(), view))
            .add(view.text("body.nature"), text(body.nature()))
            .add(view.text(organ ? "body.address.organ" : "body.address.institution"), body.address())
            .add(view.text(organ ? "body.head.organ" : "body.head.institution"), body.head())
            .add(view.text("body.purpose"), text(body.purpose()))
            .add(view.text("body.funding"), text(body.funding()))
            .add(view.text("body.capital"), text(body.capital()))
            .add(
                view.text("body.sponsors"),
                body.sponsors().stream().map(Uscc::value).collect(Collectors.joining("；")))
            .add(view.text(organ ? "body.authority.organ" : "body.authority.institution"), body.authority())
            .add(view.text("body.division"), body.division().code())
            .add(view.text("body.issued"), Show.day(body.issuedOn(), view));
    LocalDate from = body.validFrom();
    LocalDate to = body.validTo();
    if (from != null && to != null) {
      facts.add(
          view.text("body.valid"), view.text("body.valid.range", Show.day(from, view), Show.day(to, view)));
    }
    return facts;
  }

  private static Table versions(List<Institutions.Dated> versions, Institution now, View view) {
    Table table =
        Table.of(view.text("body.versions"))
            .number(view.text("body.version"))
            .column(view.text("body.names"))
            .column(view.text("body.status"))
            .column(view.text("body.from"))
            .column(view.text("body.recorded"));
    for (Institutions.Dated version : versions) {
      Institution that = version.institution();
      String number = Integer.toString(that.version());
      table.row(
          Html.text(that.version() == now.version() ? view.text("body.version.now", number) : number),
          lines(that.names()),
          status(that.status(), view),
          Html.text(Show.day(version.effectiveOn(), view)),
          Show.dense(version.recordedAt()));
    }
    return table;
  }

  private static Html status(InstitutionStatus status, View view) {
    String word = view.text("body.status." + status.wire());
    return switch (status) {
      case NORMAL -> StatusTag.GOOD.of(word);
      case FROZEN -> StatusTag.HELD.of(word);
      case VOID, REVOKED -> StatusTag.BAD.of(word);
      case CANCELLED -> StatusTag.ENDED.of(word);
    };
  }

  private static Html lines(List<String> names) {
    return Html.all(names.stream().map(name -> Html.of("div", Html.text(name))).toList());
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
