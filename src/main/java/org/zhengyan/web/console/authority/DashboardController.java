package org.zhengyan.web.console.authority;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.verification.tally.VerificationTally;
import org.zhengyan.web.console.Chart;
import org.zhengyan.web.console.Figures;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.View;

/**
 * What the head of an authority wants to see in a minute: five figures and three charts, each a link to what is
 * behind it. Administrators see the figures, and the rows of none: they are led to reports alone.
 */
@Controller
class DashboardController {
  private final FigureShelf shelf;

  DashboardController(FigureShelf shelf) {
    this.shelf = shelf;
  }

  @GetMapping("/authority")
  @RequiresRole({Role.CLERK, Role.REVIEWER, Role.ADMINISTRATOR})
  Page dashboard(SignedIn who, View view) {
    Figure figure = shelf.of(who.actor());
    boolean rows = who.hasAny(Role.CLERK, Role.REVIEWER);
    Chart issued = Chart.of(view.text("dashboard.issued.chart"), view.text("report.day"));
    figure
        .issued()
        .forEach(
            (day, n) ->
                issued.add(shortDay(day), n, rows ? "/authority/certificates?issued=" + day : report(day, day)));
    Chart verified = Chart.of(view.text("dashboard.verified.chart"), view.text("report.day"));
    figure.verifications().forEach((day, n) -> verified.add(shortDay(day), n, report(day, day)));
    Chart platforms = Chart.of(view.text("dashboard.platforms.chart"), view.text("report.platform"));
    Map<String, Long> sums = new LinkedHashMap<>();
    for (VerificationTally.Line line : figure.platforms()) {
      sums.merge(line.platform(), line.number(), Long::sum);
    }
    String week = report(figure.day().minusDays(6), figure.day());
    sums.entrySet().stream()
        .limit(8)
        .forEach(
            e ->
                platforms.add(
                    e.getKey(),
                    e.getValue(),
                    week + "&platform=" + URLEncoder.encode(e.getKey(), StandardCharsets.UTF_8)));
    Page page =
        view.page("dashboard.title")
            .lead(view.text("dashboard.lead"))
            .add(
                Figures.of()
                    .add(
                        name(view, "dashboard.good", figure.good().exact()),
                        Tags.rounded(figure.good()),
                        rows ? "/authority/certificates?state=good" : null)
                    .add(
                        name(view, "dashboard.expiring", figure.expiring().exact()),
                        Tags.rounded(figure.expiring()),
                        rows ? "/authority/certificates?expiring=30" : null)
                    .add(
                        name(view, "dashboard.suspended", figure.suspended().exact()),
                        Tags.rounded(figure.suspended()),
                        rows ? "/authority/certificates?state=suspended" : null)
                    .add(view.text("dashboard.today"), figure.today(), report(figure.day(), figure.day()))
                    .add(
                        name(view, "dashboard.bodies", figure.bodies().exact()),
                        Tags.rounded(figure.bodies()),
                        rows ? "/authority/registry" : null));
    page.add(verified.line(view), issued.line(view));
    return sums.isEmpty()
        ? page.add(Markup.hint(view.text("dashboard.none")))
        : page.add(platforms.bars(view));
  }

  private static String report(LocalDate from, LocalDate to) {
    return "/authority/reports?from=" + from + "&to=" + to;
  }

  private static String name(View view, String key, boolean exact) {
    return exact ? view.text(key) : view.text("dashboard.about", view.text(key));
  }

  private static String shortDay(LocalDate day) {
    return day.getMonthValue() + "-" + day.getDayOfMonth();
  }
}
