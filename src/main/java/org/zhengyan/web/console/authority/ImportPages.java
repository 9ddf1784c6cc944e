package org.zhengyan.web.console.authority;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Refusal;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.RegistryDesk;
import org.zhengyan.registry.Uscc;
import org.zhengyan.registry.imports.Fault;
import org.zhengyan.registry.imports.ImportRow;
import org.zhengyan.registry.imports.Imports;
import org.zhengyan.registry.imports.RegistryImport;
import org.zhengyan.registry.imports.RegistryImport.State;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** One registry file as a page: how far it is, its report, its rows. */
@Component
class ImportPages {
  private static final int SHOWN = 200;
  private static final int REPORT = 10_000;

  private final Imports imports;
  private final RegistryDesk desk;

  ImportPages(Imports imports, RegistryDesk desk) {
    this.imports = imports;
    this.desk = desk;
  }

  Page page(
      SignedIn who, View view, RegistryImport file, FormProblems problems, @Nullable Refusal failed) {
    String path = ImportsController.PATH + "/" + file.id();
    Page page =
        view.page("import.title", file.name())
            .crumb(ImportsController.PATH, "nav.imports")
            .problems(problems);
    if (failed != null) {
      page.add(Decision.failed(view, failed));
    }
    page.add(progress(view, file)).add(facts(view, file));
    if (file.chunks() > 0) {
      page.add(Html.of("p", Markup.link(path + "/rows", view.text("import.rows"))));
    }
    if (file.faults() > 0) {
      page.add(Markup.heading(view.text("import.report"))).add(faults(who, view, file, path));
      if (who.has(Role.CLERK)) {
        page.add(Markup.actions(Markup.action(ImportsController.PATH, view.text("import.again"))));
      }
    }
    if (ImportsController.submittable(who, file)) {
      page.add(view.form(path + "/submission").problems(problems).submit(view.text("import.submit")));
    }
    if (file.state() == State.SUBMITTED) {
      page.add(
          Decision.of(
              view,
              who,
              file.uploadedBy(),
              who.has(Role.REVIEWER),
              path + "/decision",
              String.valueOf(file.digest()),
              view.text("import.approve", Show.count(file.fresh() + file.changed())),
              problems));
    }
    return page;
  }

  private static Html progress(View view, RegistryImport file) {
    int percent = file.progress();
    return switch (file.state()) {
      case CHECKING, APPLYING ->
          Notice.plain(
              Html.text(
                  file.state() == State.CHECKING
                      ? view.text("import.checking", Show.count(file.rows()), percent)
                      : view.text("import.applying", file.chunksDone(), file.chunks(), percent)),
              Html.of(
                  "progress",
                  List.of(
                      "max", "100", "value", Integer.toString(percent), "aria-label", view.text("import.progress")),
                  Html.text(percent + " %")),
              Markup.hint(view.text("import.leave")));
      case FAULTY -> Notice.wrong(view.text("import.faulty", Show.count(file.faults())));
      case CHECKED ->
          file.chunks() == 0
              ? Notice.mind(view.text("import.nothing"))
              : Notice.done(view.text("import.checked"));
      case APPLIED -> Notice.done(view.text("import.applied"));
      case APPLIED_IN_PART -> Notice.wrong(view.text("import.part", Show.count(file.conflicts())));
      case ALTERED -> Notice.wrong(view.text("import.altered", Show.count(file.chunksDone())));
      case UPLOADING, SUBMITTED, REFUSED, LAPSED -> Html.nothing();
    };
  }

  private static Facts facts(View view, RegistryImport file) {
    Facts facts =
        Facts.of()
            .add(view.text("changes.state"), Tags.progress(file.state().wire(), view))
            .add(view.text("imports.rows"), Show.count(file.rows()))
            .add(view.text("import.fresh"), Show.count(file.fresh()))
            .add(view.text("import.changed"), Show.count(file.changed()))
            .add(view.text("import.unchanged"), Show.count(file.unchanged()))
            .add(view.text("imports.faults"), Show.count(file.faults()))
            .add(view.text("member.division"), file.division().code())
            .add(view.text("imports.uploaded"), Show.moment(file.uploadedAt(), view));
    if (file.finishedAt() != null) {
      facts.add(view.text("import.finished"), Show.moment(file.finishedAt(), view));
    }
    if (file.digest() != null) {
      facts.add(view.text("digest"), Show.fingerprint(file.digest()));
    }
    return facts;
  }

  private Table faults(SignedIn who, View view, RegistryImport file, String path) {
    Table table =
        Table.of(view.text("import.report"))
            .number(view.text("import.line"))
            .column(view.text("import.column"))
            .column(view.text("import.fault"))
            .column(view.text("import.code"))
            .export(path + "/report");
    for (Fault fault : imports.faults(who.actor(), file.id(), 0, SHOWN)) {
      table.row(
          Html.text(Integer.toString(fault.line())),
          Html.text(column(fault)),
          Html.text(words(view, fault)),
          Html.code(fault.code()));
    }
    return table;
  }

  private static String column(Fault fault) {
    String column = fault.column();
    return column == null ? "" : column;
  }

  /** In the reader's language, where there are words for the code. */
  private static String words(View view, Fault fault) {
    return view.messages().has("fault." + fault.code())
        ? view.text("fault." + fault.code())
        : fault.detail();
  }

  /** The faults that are kept; the last row tells of those that were only counted. */
  Export report(SignedIn who, View view, RegistryImport file) {
    List<Fault> faults = imports.faults(who.actor(), file.id(), 0, REPORT);
    return Export.of(
            view,
            "report",
            view.text("import.line"),
            view.text("import.column"),
            view.text("import.fault"),
            view.text("import.code"))
        .rows(
            faults,
            fault ->
                List.of(Integer.toString(fault.line()), column(fault), words(view, fault), fault.code()))
        .remark(
            file.faults() > faults.size()
                ? view.text("import.report.cut", Show.count(faults.size()), Show.count(file.faults()))
                : null);
  }

  /** The rows of one chunk; one row with its difference. */
  Page rows(SignedIn who, View view, RegistryImport file) {
    int chunk = Integer.parseInt("0" + view.typed("chunk").replaceAll("\\D", "").substring(0, digits(view)));
    String path = ImportsController.PATH + "/" + file.id();
    List<ImportRow> rows = imports.rows(who.actor(), file.id(), chunk);
    Set<Uscc> codes = new HashSet<>();
    rows.forEach(row -> codes.add(new Uscc(row.uscc())));
    Map<Uscc, Institution> registered = desk.newest(codes);
    Page page =
        view.page("import.rows.title", file.name())
            .crumb(ImportsController.PATH, "nav.imports")
            .crumb(path, "import.crumb")
            .lead(view.text("import.chunk", chunk + 1, Math.max(1, file.chunks())));
    rows.stream()
        .filter(row -> Integer.toString(row.line()).equals(view.typed("line")))
        .findFirst()
        .ifPresent(
            row ->
                page.add(
                    Markup.heading(view.text("import.row", row.line())),
                    BodyFacts.differences(registered.get(new Uscc(row.uscc())), row.institution(), view)));
    Table table =
        Table.of(view.text("import.rows"))
            .number(view.text("import.line"))
            .column(view.text("member.name"))
            .column(view.text("member.uscc"))
            .column(view.text("changes.what"));
    for (ImportRow row : rows) {
      table.row(
          Markup.link("?chunk=" + chunk + "&line=" + row.line(), Integer.toString(row.line())),
          Html.text(row.institution().firstName()),
          Show.uscc(row.uscc()),
          Html.text(row.base() == 0 ? view.text("changes.new") : view.text("changes.version")));
    }
    String next = chunk + 1 < file.chunks() ? path + "/rows?chunk=" + (chunk + 1) : null;
    return page.add(table.pages(chunk == 0 ? null : path + "/rows", next));
  }

  private static int digits(View view) {
    return Math.min(6, view.typed("chunk").replaceAll("\\D", "").length());
  }
}
