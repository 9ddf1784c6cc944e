package org.zhengyan.web.console.auditor;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.audit.LogChecks;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** Checks of the log's integrity. */
@Controller
class IntegrityController {
  private final LogChecks checks;

  IntegrityController(LogChecks checks) {
    this.checks = checks;
  }

  @GetMapping("/auditor/checks")
  @RequiresRole(Role.AUDITOR)
  Page list(View view) {
    Table table =
        Table.of(view.text("checks.title"))
            .column(view.text("checks.started"))
            .column(view.text("checks.outcome"))
            .number(view.text("checks.done"))
            .column(view.text("checks.report"))
            .empty(view.text("home.never"));
    for (LogChecks.Run run : checks.newest(50)) {
      table.row(
          Show.dense(run.startedAt()),
          state(view, run),
          Html.text("%,d / %,d".formatted(run.done(), run.total())),
          Markup.link("/auditor/checks/" + run.id(), view.text("checks.report")));
    }
    return view.page("checks.title")
        .lead(view.text("checks.lead"))
        .add(view.form("/auditor/checks").submit(view.text("checks.start")))
        .add(table);
  }

  @PostMapping("/auditor/checks")
  @RequiresRole(Role.AUDITOR)
  SeeOther start(SignedIn who) {
    return new SeeOther("/auditor/checks/" + checks.start(who));
  }

  /** While it runs, the browser asks again by itself; it can be left. */
  @GetMapping("/auditor/checks/{id}")
  @RequiresRole(Role.AUDITOR)
  Page show(View view, HttpServletResponse response, @PathVariable String id) {
    LogChecks.Run run = checks.load(id);
    if (run.outcome() == null) {
      response.setHeader("Refresh", "2");
    }
    Facts facts =
        Facts.of()
            .add(view.text("checks.outcome"), state(view, run))
            .add(view.text("checks.started"), Show.moment(run.startedAt(), view))
            .add(
                view.text("checks.done"),
                "%,d / %,d (%d%%)".formatted(run.done(), run.total(), run.percent()));
    if (run.endedAt() != null) {
      facts.add(view.text("checks.ended"), Show.moment(run.endedAt(), view));
    }
    Page page = view.page("check.title").crumb("/auditor/checks", "checks.title").add(facts);
    String report = run.report();
    if (run.outcome() == null) {
      return page.add(Markup.hint(view.text("check.running")))
          .add(Markup.action("/auditor/checks/" + id, view.text("check.reload")));
    }
    return report == null || report.isEmpty()
        ? page
        : page.add(
            Markup.section(
                view.text("checks.report"), Html.lines(report)));
  }

  static Html state(View view, LogChecks.Run run) {
    String outcome = run.outcome();
    if (outcome == null) {
      return StatusTag.WAITING.of(view.text("outcome.running", run.percent()));
    }
    StatusTag tag =
        switch (outcome) {
          case "sound" -> StatusTag.GOOD;
          case "unsound" -> StatusTag.BAD;
          default -> StatusTag.UNKNOWN;
        };
    return tag.of(view.text("outcome." + outcome));
  }
}
