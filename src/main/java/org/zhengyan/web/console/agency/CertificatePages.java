package org.zhengyan.web.console.agency;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Field.Option;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** The body's certificates: whose, in what state, until when. A user sees their own. */
@Controller
class CertificatePages {
  private static final int ROWS = 50;

  private final Agency agency;
  private final CertificateStore certificates;
  private final Holders holders;
  private final Clock clock;

  CertificatePages(
      Agency agency, CertificateStore certificates, Holders holders, Clock clock) {
    this.agency = agency;
    this.certificates = certificates;
    this.holders = holders;
    this.clock = clock;
  }

  @GetMapping("/agency/certificates")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Page certificates(SignedIn who, View view) {
    Agency.Body body = agency.of(who);
    Optional<CertificateState> state = state(view);
    Optional<SerialNumber> after = view.parameter("after").flatMap(SerialNumber::parse);
    List<IssuedCertificate> rows = rows(body, state, after.orElse(null), ROWS);
    String query = state.map(each -> "state=" + each.column()).orElse("");
    Table table =
        table(body, rows, view)
            .filters(
                view.search("/agency/certificates")
                    .field(
                        Field.select(
                            "state",
                            view.text("certificate.state"),
                            List.of(
                                new Option("", view.text("filter.all")),
                                new Option("good", view.text("certificate.state.good")),
                                new Option("suspended", view.text("certificate.state.suspended")),
                                new Option("revoked", view.text("certificate.state.revoked")))))
                    .submit(view.text("filter.submit")))
            .pages(
                after.isEmpty() ? null : "/agency/certificates?" + query,
                rows.size() < ROWS
                    ? null
                    : "/agency/certificates?" + query + "&after=" + rows.getLast().serial().hex())
            .export("/agency/certificates.csv?" + query)
            .empty(
                view.text("certificates.none"),
                Markup.action("/agency/applications/new", view.text("certificates.apply")));
    return view.page("certificates.title")
        .crumb("/agency", "nav.home")
        .organ(body.organ())
        .lead(view.text(body.manages() ? "certificates.lead" : "certificates.lead.own"))
        .add(
            Markup.actions(
                Markup.action("/agency/applications/new", view.text("certificates.apply"))))
        .add(table);
  }

  @GetMapping("/agency/certificates.csv")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Export export(SignedIn who, View view) {
    Agency.Body body = agency.of(who);
    Optional<CertificateState> state = state(view);
    return Export.of(
            view,
            "certificates",
            view.text("certificate.holder"),
            view.text("certificate.serial"),
            view.text("certificate.suite"),
            view.text("certificate.state"),
            view.text("certificate.from"),
            view.text("certificate.to"))
        .rows(
            (after, limit) -> held(body, state, after, limit, view),
            held -> held.certificate().serial().hex(),
            held -> cells(held, view));
  }

  /** A certificate with who holds it, in words. */
  private record Held(IssuedCertificate certificate, String holder) {}

  private List<Held> held(
      Agency.Body body, Optional<CertificateState> state, @Nullable String after, int limit, View view) {
    SerialNumber last = after == null ? null : SerialNumber.parse(after).orElseThrow();
    List<IssuedCertificate> rows = rows(body, state, last, limit);
    Map<String, String> names = holders.of(body.uscc(), rows, view);
    return rows.stream().map(row -> new Held(row, names.getOrDefault(row.serial().hex(), ""))).toList();
  }

  private static List<String> cells(Held held, View view) {
    IssuedCertificate row = held.certificate();
    return List.of(
        held.holder(),
        row.serial().hex(),
        view.text("suite." + row.ca().suite().wire()),
        view.text("certificate.state." + row.state().column()),
        row.notBefore().toString(),
        row.notAfter().toString());
  }

  private List<IssuedCertificate> rows(
      Agency.Body body, Optional<CertificateState> state, @Nullable SerialNumber after, int limit) {
    return certificates.page(
        body.uscc(), body.manages() ? null : body.holder(), state.orElse(null), after, limit);
  }

  private static Optional<CertificateState> state(View view) {
    return view.parameter("state")
        .flatMap(
            wire ->
                Stream.of(CertificateState.GOOD, CertificateState.SUSPENDED, CertificateState.REVOKED)
                    .filter(state -> state.column().equals(wire))
                    .findFirst());
  }

  private Table table(Agency.Body body, List<IssuedCertificate> rows, View view) {
    Table table =
        Table.of(view.text("certificates.title"))
            .column(view.text("certificate.holder"))
            .column(view.text("certificate.state"))
            .column(view.text("certificate.suite"))
            .column(view.text("certificate.to"))
            .column(view.text("certificate.serial"));
    Map<String, String> holders = this.holders.of(body.uscc(), rows, view);
    for (IssuedCertificate row : rows) {
      String hex = row.serial().hex();
      table.row(
          Markup.link("/agency/certificates/" + hex, holders.getOrDefault(hex, "")),
          Words.certificate(row, clock.instant(), view),
          Html.text(view.text("suite." + row.ca().suite().wire())),
          Show.dense(row.notAfter()),
          Html.code(hex.substring(0, 8) + "…"));
    }
    return table;
  }
}
