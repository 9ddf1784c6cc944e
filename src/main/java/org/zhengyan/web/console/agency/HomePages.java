package org.zhengyan.web.console.agency;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.People;
import org.zhengyan.binding.BodyBindings;
import org.zhengyan.binding.batch.WaitingBatches;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.operator.Platforms;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PersonStore;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.verification.PresentationNotices;
import org.zhengyan.web.console.Figures;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Markup.Way;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** The first page of the agency: what exists in its name, and what runs out next. */
@Controller
class HomePages {
  private static final Duration SOON = Duration.ofDays(60);
  private static final int LATEST = 5;

  private final Agency agency;
  private final CertificateStore certificates;
  private final BodyBindings bindings;
  private final People people;
  private final PersonStore persons;
  private final PresentationNotices notices;
  private final VerificationTable verifications;
  private final WaitingBatches batches;
  private final Platforms platforms;
  private final Clock clock;

  HomePages(
      Agency agency,
      CertificateStore certificates,
      BodyBindings bindings,
      People people,
      PersonStore persons,
      PresentationNotices notices,
      VerificationTable verifications,
      WaitingBatches batches,
      Platforms platforms,
      Clock clock) {
    this.batches = batches;
    this.platforms = platforms;
    this.agency = agency;
    this.certificates = certificates;
    this.bindings = bindings;
    this.people = people;
    this.persons = persons;
    this.notices = notices;
    this.verifications = verifications;
    this.clock = clock;
  }

  /** Something with an end that is near. */
  private record Ending(Instant at, String what, String name, String href) {}

  @GetMapping("/agency")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Page home(SignedIn who, View view) {
    Agency.Body body = agency.of(who);
    Instant now = clock.instant();
    List<IssuedCertificate> live = live(body, now);
    Page page =
        view.page("home.title", body.institution().firstName())
            .organ(body.organ())
            .caption(view.text("home.role." + role(body)));
    warn(page, body, view);
    if (!body.manages()) {
      return page.add(
              Figures.of().add(view.text("home.figure.own"), live.size(), "/agency/certificates"))
          .add(
              Markup.section(
                  view.text("home.soon"), soon(ends(body, live, List.of(), now, view), now, view)),
              Markup.ways(ways(view, false)));
    }
    batches(page, body, view);
    List<Grant> grants = people.list(body.uscc()).stream().filter(Grant::active).toList();
    return page.add(
            Figures.of()
                .add(view.text("home.figure.certificates"), live.size(), "/agency/certificates?state=good")
                .add(
                    view.text("home.figure.bindings"),
                    bindings.countActive(body.uscc()),
                    "/agency/bindings?state=active")
                .add(view.text("home.figure.people"), grants.size(), "/agency/people")
                .add(
                    view.text("home.figure.open"),
                    notices.countOpen(body.uscc()),
                    "/agency/verifications?state=requested"))
        .add(
            Markup.section(
                view.text("home.soon"), soon(ends(body, live, grants, now, view), now, view)),
            Markup.section(
                view.text("home.asked"),
                verifications
                    .of(notices.page(body.uscc(), false, Long.MAX_VALUE, LATEST), view)
                    .empty(view.text("home.asked.none"))
                    .html(view),
                Markup.paragraph(Markup.link("/agency/verifications", view.text("home.asked.all")))),
            Markup.section(view.text("home.ways"), Markup.ways(ways(view, true))));
  }

  private List<IssuedCertificate> live(Agency.Body body, Instant now) {
    List<IssuedCertificate> all =
        body.manages()
            ? certificates.live(body.uscc())
            : certificates.unrevoked(body.uscc(), body.holder());
    return all.stream()
        .filter(each -> each.state() == CertificateState.GOOD && each.notAfter().isAfter(now))
        .toList();
  }

  private static String role(Agency.Body body) {
    return body.who().has(Role.RESPONSIBLE)
        ? "responsible"
        : body.who().has(Role.MANAGER) ? "manager" : "user";
  }

  private static void warn(Page page, Agency.Body body, View view) {
    if (body.institution().status() != InstitutionStatus.NORMAL) {
      page.add(
          Notice.wrong(
              view.text("home.not-normal"), Markup.paragraph(view.text("home.not-normal.text"))));
    }
    if (body.grant().isEmpty()) {
      page.add(
          Notice.mind(view.text("home.no-grant"), Markup.paragraph(view.text("home.no-grant.text"))));
    }
  }

  /** What a platform waits for, with its name: who did not expect it does not sign. */
  private void batches(Page page, Agency.Body body, View view) {
    List<Html> waiting = new ArrayList<>();
    for (WaitingBatches.Waiting each : batches.of(body.uscc())) {
      String platform =
          platforms.ofClient(each.clientId()).map(Platforms.Platform::name).orElse(each.clientId());
      waiting.add(
          Html.all(
              Html.text(view.text("home.batch", platform, Show.count(each.count()))),
              Show.time(each.expiresAt(), view)));
    }
    if (!waiting.isEmpty()) {
      page.add(
          Notice.mind(
              view.text("home.batches"), Markup.list(waiting), Markup.paragraph(view.text("home.batches.text"))));
    }
  }

  private List<Ending> ends(
      Agency.Body body, List<IssuedCertificate> live, List<Grant> grants, Instant now, View view) {
    List<Ending> ends = new ArrayList<>();
    Map<PersonId, String> names = persons.names(grants.stream().map(Grant::person).toList());
    for (IssuedCertificate certificate : live) {
      LocalDate superseded = certificate.supersedingOn();
      Instant end =
          superseded == null
              ? certificate.notAfter()
              : superseded.atStartOfDay(CertificateStore.CALENDAR).toInstant();
      String holder =
          Grant.idOf(certificate.holder())
              .flatMap(id -> grants.stream().filter(grant -> grant.id().equals(id)).findFirst())
              .map(grant -> names.getOrDefault(grant.person(), ""))
              .orElse(view.text("certificate.of-body"));
      ends.add(
          new Ending(
              end,
              view.text(superseded == null ? "soon.certificate" : "soon.superseded"),
              holder,
              "/agency/certificates/" + certificate.serial().hex()));
    }
    for (Grant grant : grants) {
      Instant until = grant.until();
      if (until != null) {
        ends.add(
            new Ending(
                until,
                view.text("soon.grant"),
                names.getOrDefault(grant.person(), ""),
                "/agency/people/" + grant.id()));
      }
    }
    LocalDate validTo = body.institution().validTo();
    if (validTo != null) {
      Instant end = validTo.plusDays(1).atStartOfDay(CertificateStore.CALENDAR).toInstant();
      ends.add(new Ending(end, view.text("soon.body"), body.institution().firstName(), "/agency/body"));
    }
    return ends.stream()
        .filter(each -> each.at().isBefore(now.plus(SOON)))
        .sorted(Comparator.comparing(Ending::at))
        .toList();
  }

  private static Html soon(List<Ending> ends, Instant now, View view) {
    Table table =
        Table.of(view.text("home.soon"))
            .column(view.text("soon.what"))
            .column(view.text("soon.name"))
            .column(view.text("soon.when"))
            .number(view.text("soon.days"))
            .empty(view.text("soon.none"));
    for (Ending each : ends) {
      table.row(
          Markup.link(each.href(), each.what()),
          Html.text(each.name()),
          Show.dense(each.at()),
          Html.text(Show.count(Math.max(0, Duration.between(now, each.at()).toDays()))));
    }
    return table.html(view);
  }

  private static List<Way> ways(View view, boolean manages) {
    List<Way> ways = new ArrayList<>();
    ways.add(new Way("/agency/certificates", view.text("way.certificates"), view.text("way.certificates.text")));
    ways.add(new Way("/agency/applications", view.text("way.apply"), view.text("way.apply.text")));
    if (manages) {
      ways.add(new Way("/agency/people", view.text("way.people"), view.text("way.people.text")));
      ways.add(new Way("/agency/bindings", view.text("way.bindings"), view.text("way.bindings.text")));
    }
    return ways;
  }
}
