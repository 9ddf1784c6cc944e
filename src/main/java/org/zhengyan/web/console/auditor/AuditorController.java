package org.zhengyan.web.console.auditor;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.audit.LogChecks;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.LogExport;
import org.zhengyan.log.LogSearch;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** The log to read and to search. */
@Controller
class AuditorController {
  private static final int PAGE = 50;

  private final LogSearch search;
  private final LogExport export;
  private final LogChecks checks;

  AuditorController(LogSearch search, LogExport export, LogChecks checks) {
    this.search = search;
    this.export = export;
    this.checks = checks;
  }

  @GetMapping("/auditor")
  @RequiresRole(Role.AUDITOR)
  Page home(View view) {
    List<LogExport.Signed> checkpoints = export.checkpoints(10);
    Page page = view.page("home.title").lead(view.text("home.lead"));
    Facts facts = Facts.of();
    if (!checkpoints.isEmpty()) {
      LogExport.Signed newest = checkpoints.getFirst();
      facts.add(view.text("home.size"), Markup.link("/auditor/events", "%,d".formatted(newest.size())));
      facts.add(view.text("home.newest"), Show.moment(newest.signedAt(), view));
      facts.add(view.text("home.root"), Show.fingerprint(HexFormat.of().formatHex(newest.root())));
    }
    List<LogChecks.Run> runs = checks.newest(1);
    facts.add(
        view.text("home.check"),
        runs.isEmpty()
            ? Html.text(view.text("home.never"))
            : Html.all(
                IntegrityController.state(view, runs.getFirst()),
                Html.text(" "),
                Markup.link(
                    "/auditor/checks/" + runs.getFirst().id(), view.text("checks.report"))));
    page.add(facts);
    page.add(
        Markup.actions(
            Markup.action("/auditor/events", view.text("nav.events")),
            Markup.secondary("/auditor/checks", view.text("nav.checks"))));
    page.add(Markup.heading(view.text("home.checkpoints")), Markup.hint(view.text("home.checkpoints.hint")));
    Table table =
        Table.of(view.text("home.checkpoints"))
            .column(view.text("home.newest"))
            .number(view.text("home.size"))
            .column(view.text("home.root"));
    for (LogExport.Signed checkpoint : checkpoints) {
      table.row(
          Show.dense(checkpoint.signedAt()),
          Html.text("%,d".formatted(checkpoint.size())),
          Show.fingerprint(HexFormat.of().formatHex(checkpoint.root())));
    }
    page.add(table);
    String note = export.checkpoint();
    if (!note.isEmpty()) {
      page.add(Markup.details(view.text("home.note"), Html.lines(note)));
    }
    return page.add(Notice.plain(Markup.paragraph(view.text("home.kept"))));
  }

  @GetMapping("/auditor/events")
  @RequiresRole(Role.AUDITOR)
  Page events(SignedIn who, View view) {
    EventQuery asked = EventQuery.of(view, who);
    List<LogSearch.Found> rows = search.find(asked.query(), PAGE + 1);
    List<Field.Option> types = new ArrayList<>();
    types.add(new Field.Option("", view.text("events.any")));
    search.types().forEach(type -> types.add(new Field.Option(type, type)));
    Table table =
        Table.of(view.text("events.title"))
            .column(view.text("events.index"))
            .column(view.text("events.time"))
            .column(view.text("events.type"))
            .column(view.text("events.subject"))
            .column(view.text("events.account"))
            .filters(
                view.search("/auditor/events")
                    .field(Field.select("type", view.text("events.type"), types))
                    .field(Field.text("subject", view.text("events.subject")))
                    .field(Field.text("account", view.text("events.account")))
                    .field(Field.date("from", view.text("events.from")))
                    .field(Field.date("to", view.text("events.to")))
                    .submit(view.text("events.search")))
            .empty(view.text("events.none"))
            .export(asked.href("/auditor/export.csv", null));
    for (LogSearch.Found row : rows.subList(0, Math.min(PAGE, rows.size()))) {
      Event event = row.event();
      table.row(
          Markup.link("/auditor/events/" + row.index(), Long.toString(row.index())),
          Show.dense(row.occurredAt()),
          event == null ? StatusTag.ENDED.of(view.text("events.erased")) : Html.code(event.type()),
          event == null ? Html.nothing() : Html.code(event.subject()),
          event == null ? Html.nothing() : Html.code(actor(event)));
    }
    table.pages(
        asked.query().before() == null ? null : asked.href("/auditor/events", null),
        rows.size() > PAGE
            ? asked.href("/auditor/events", "before=" + rows.get(PAGE - 1).index())
            : null);
    Page page = view.page("events.title").lead(view.text("events.lead"));
    if (!asked.query().division().isEmpty()) {
      String code = Objects.requireNonNull(who.division()).code();
      page.add(Notice.plain(Markup.paragraph(view.text("events.within", code))));
    }
    return page
        .add(table)
        .add(
            Markup.actions(
                Markup.secondary(
                    asked.href("/auditor/export.ndjson", null),
                    view.text("events.ndjson", LogExport.MOST))));
  }

  @GetMapping("/auditor/events/{index}")
  @RequiresRole(Role.AUDITOR)
  Page event(SignedIn who, View view, @PathVariable long index) {
    LogSearch.Found found =
        search
            .at(index, EventQuery.division(who))
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no event at this place"));
    Event event = found.event();
    Facts facts =
        Facts.of()
            .add(view.text("events.index"), Long.toString(index))
            .add(view.text("events.time"), Show.moment(found.occurredAt(), view));
    if (event != null) {
      facts.add(view.text("events.type"), Html.code(event.type()));
      facts.add(view.text("events.subject"), Html.code(event.subject()));
      for (Map.Entry<String, String> member : event.members().entrySet()) {
        facts.add(member.getKey(), Html.code(member.getValue()));
      }
    }
    facts.add(view.text("event.leaf"), Show.fingerprint(HexFormat.of().formatHex(found.leafHash())));
    byte[] salt = found.salt();
    Page page = view.page("event.title", Long.toString(index)).crumb("/auditor/events", "events.title");
    if (event == null || salt == null) {
      page.add(Notice.mind(view.text("events.erased"), Markup.paragraph(view.text("event.erased"))));
    } else {
      facts.add(view.text("event.salt"), Html.code(Base64.getEncoder().encodeToString(salt)));
    }
    return page.add(facts);
  }

  static String actor(Event event) {
    @Nullable String client = event.members().get("client");
    return client != null ? client : event.members().getOrDefault("by", "");
  }
}
