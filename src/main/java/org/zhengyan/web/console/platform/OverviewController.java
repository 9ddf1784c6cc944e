package org.zhengyan.web.console.platform;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.ephemeral.Quotas;
import org.zhengyan.notification.OwnEndpoints;
import org.zhengyan.operator.OwnClients;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.ClientKey;
import org.zhengyan.verification.OwnVerifications;
import org.zhengyan.web.console.Chart;
import org.zhengyan.web.console.Figures;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** The first page: what happened, what went wrong last, and what to do next. */
@Controller
class OverviewController {
  private static final int DAYS = 14;
  private static final int LAST = 5;
  private static final List<String> STATES = List.of("verified", "rejected", "expired", "cancelled");

  private final OwnClients clients;
  private final OwnVerifications verifications;
  private final OwnEndpoints endpoints;
  private final Quotas quotas;
  private final Clock clock;

  OverviewController(
      OwnClients clients,
      OwnVerifications verifications,
      OwnEndpoints endpoints,
      Quotas quotas,
      Clock clock) {
    this.clients = clients;
    this.verifications = verifications;
    this.endpoints = endpoints;
    this.quotas = quotas;
    this.clock = clock;
  }

  @GetMapping("/platform")
  @RequiresRole({Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  Page overview(SignedIn who, View view) {
    String operator = who.subject();
    List<Client> own = clients.list(operator);
    List<String> ids = own.stream().map(Client::id).toList();
    List<OwnEndpoints.Shown> receivers = endpoints.list(operator);
    LocalDate today = Show.localDay(clock.instant());
    List<OwnVerifications.Day> days = verifications.days(ids, today.minusDays(DAYS - 1L));
    return view.page("overview.title")
        .caption(clients.name(operator))
        .add(Html.all(next(own, receivers, view)))
        .add(
            Figures.of()
                .add(view.text("overview.today"), number(days, today, ""), day(today))
                .add(view.text("overview.rejected"), number(days, today, "rejected"), day(today) + "&state=rejected")
                .add(view.text("overview.dead"), dead(receivers), "/platform/events")
                .add(view.text("overview.clients"), own.size(), "/platform/clients"))
        .add(byDay(days, today, view), byOutcome(days, view))
        .add(Markup.hint(view.text("overview.quota", Show.count(Math.round(quotas.perSecond())))))
        .add(Markup.section(view.text("overview.last"), last(ids, view)));
  }

  private static long dead(List<OwnEndpoints.Shown> receivers) {
    return receivers.stream().mapToLong(OwnEndpoints.Shown::dead).sum();
  }

  private static long number(List<OwnVerifications.Day> days, LocalDate day, String state) {
    return days.stream()
        .filter(each -> each.day().equals(day) && (state.isEmpty() || each.state().equals(state)))
        .mapToLong(OwnVerifications.Day::number)
        .sum();
  }

  private static String day(LocalDate day) {
    return "/platform/verifications?day=" + day;
  }

  private static Html byDay(List<OwnVerifications.Day> days, LocalDate today, View view) {
    Chart chart = Chart.of(view.text("overview.by-day"), view.text("overview.day"));
    for (LocalDate day = today.minusDays(DAYS - 1L); !day.isAfter(today); day = day.plusDays(1)) {
      chart.add(day.getMonthValue() + "-" + day.getDayOfMonth(), number(days, day, ""), day(day));
    }
    return chart.line(view);
  }

  private static Html byOutcome(List<OwnVerifications.Day> days, View view) {
    Chart chart = Chart.of(view.text("overview.by-outcome"), view.text("overview.outcome"));
    for (String state : STATES) {
      long number =
          days.stream().filter(each -> each.state().equals(state)).mapToLong(OwnVerifications.Day::number).sum();
      chart.add(view.text("state." + state), number, "/platform/verifications?state=" + state);
    }
    return chart.bars(view);
  }

  private Html last(List<String> ids, View view) {
    Table table = AskedTable.of(view, view.text("overview.last")).empty(view.text("overview.none"));
    OwnVerifications.Filter rejected = new OwnVerifications.Filter("rejected", null, null);
    verifications.list(ids, rejected, null, LAST).forEach(row -> AskedTable.add(table, row, view));
    return table.html(view);
  }

  private List<Html> next(List<Client> own, List<OwnEndpoints.Shown> receivers, View view) {
    List<Html> notices = new ArrayList<>();
    if (own.isEmpty()) {
      notices.add(
          Notice.mind(
              view.text("next.client"),
              Markup.paragraph(Markup.link("/platform/clients/new", view.text("client.new.title")))));
    }
    Instant soon = clock.instant().plus(30, ChronoUnit.DAYS);
    for (Client client : own) {
      boolean ending = client.active() && client.keys().stream().allMatch(key -> endsBefore(key, soon));
      if (ending) {
        notices.add(
            Notice.mind(
                view.text("next.key", client.id()),
                Markup.paragraph(Markup.link("/platform/clients/" + client.id(), view.text("next.key.do")))));
      }
    }
    for (OwnEndpoints.Shown each : receivers) {
      if (!each.proven() || each.dead() > 0) {
        String key = each.proven() ? "next.dead" : "next.unproven";
        notices.add(
            Notice.mind(
                view.text(key, Show.count(each.dead())),
                Markup.paragraph(Markup.link("/platform/events/" + each.id(), view.text("next.look")))));
      }
    }
    return notices;
  }

  private static boolean endsBefore(ClientKey key, Instant time) {
    Instant end = key.notAfter();
    return end != null && end.isBefore(time);
  }
}
