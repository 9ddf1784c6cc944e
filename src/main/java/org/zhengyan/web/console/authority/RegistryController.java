package org.zhengyan.web.console.authority;

import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.registry.BodyFilter;
import org.zhengyan.registry.BodyPage;
import org.zhengyan.registry.BodyRow;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.RegisteredVersion;
import org.zhengyan.registry.RegistryDesk;
import org.zhengyan.registry.Uscc;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** Bodies: the list with its filters, one body with its versions, the difference between two of them. */
@Controller
class RegistryController {
  private static final String PATH = "/authority/registry";
  private static final String[] FILTERS = {"name", "code", "division", "kind", "status"};
  private static final int PAGE = 50;

  private final RegistryDesk desk;

  RegistryController(RegistryDesk desk) {
    this.desk = desk;
  }

  @GetMapping(PATH)
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page list(SignedIn who, View view) {
    Page page = view.page("registry.title");
    BodyFilter filter;
    BodyPage found;
    try {
      filter = filter(view);
      found = desk.list(who.actor(), filter, view.parameter("after").orElse(null), PAGE);
    } catch (Refusal refusal) {
      FormProblems problems = FormProblems.of(refusal, view);
      return page.problems(problems).add(filters(view).problems(problems).html());
    }
    if (who.has(Role.CLERK)) {
      page.add(
          Markup.actions(
              Markup.action(PATH + "/new?kind=organ", view.text("registry.new.organ")),
              Markup.action(PATH + "/new?kind=publicInstitution", view.text("registry.new.institution")),
              Markup.secondary("/authority/imports", view.text("nav.imports"))));
    }
    if (filter.name() != null && !found.count().exact()) {
      page.add(Notice.mind(view.text("registry.narrow")));
    }
    return page.lead(view.text("registry.count", Tags.count(found.count(), view)))
        .add(table(view, found.rows()));
  }

  private static Table table(View view, List<BodyRow> rows) {
    Table table =
        Table.of(view.text("registry.title"))
            .column(view.text("member.name"))
            .column(view.text("member.uscc"))
            .column(view.text("member.kind"))
            .column(view.text("member.division"))
            .column(view.text("member.status"))
            .number(view.text("member.version"))
            .filters(filters(view))
            .empty(view.text("registry.empty"));
    for (BodyRow row : rows) {
      table.row(
          Markup.link(PATH + "/" + row.uscc().value(), row.name()),
          Show.uscc(row.uscc().value()),
          Html.text(view.text("kind." + row.kind().wire())),
          Html.text(row.division().code()),
          Tags.body(row.status(), view),
          Html.text(Integer.toString(row.version())));
    }
    String next = rows.size() < PAGE ? null : Query.of(view, PATH, "after", rows.getLast().cursor(), FILTERS);
    String first = view.parameter("after").isEmpty() ? null : Query.of(view, PATH, "", "", FILTERS);
    return table.pages(first, next).export(Query.of(view, PATH + "/export", "", "", FILTERS));
  }

  private static Form filters(View view) {
    List<Field.Option> kinds =
        List.of(
            new Field.Option("", view.text("any")),
            new Field.Option("organ", view.text("kind.organ")),
            new Field.Option("publicInstitution", view.text("kind.publicInstitution")));
    List<Field.Option> statuses =
        List.of(
            new Field.Option("", view.text("any")),
            new Field.Option("normal", view.text("status.normal")),
            new Field.Option("void", view.text("status.void")),
            new Field.Option("revoked", view.text("status.revoked")),
            new Field.Option("frozen", view.text("status.frozen")),
            new Field.Option("cancelled", view.text("status.cancelled")));
    return view.search(PATH)
        .field(Field.text("name", view.text("member.name")))
        .field(Field.text("code", view.text("member.uscc")))
        .field(Field.text("division", view.text("member.division")).with("inputmode", "numeric"))
        .field(Field.select("kind", view.text("member.kind"), kinds))
        .field(Field.select("status", view.text("member.status"), statuses))
        .submit(view.text("search"));
  }

  private static BodyFilter filter(View view) {
    return BodyFilter.of(
        view.typed("division"), view.typed("kind"), view.typed("status"), view.typed("name"), view.typed("code"));
  }

  @GetMapping(PATH + "/export")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Export export(SignedIn who, View view) {
    BodyFilter filter = filter(view);
    boolean some = filter.name() != null && !desk.list(who.actor(), filter, null, 1).count().exact();
    return Export.of(
            view,
            "registry",
            view.text("member.uscc"),
            view.text("member.name"),
            view.text("member.kind"),
            view.text("member.division"),
            view.text("member.status"),
            view.text("member.version"))
        .rows(
            (cursor, limit) -> desk.rows(who.actor(), filter, cursor, limit),
            BodyRow::cursor,
            row ->
                List.of(
                    row.uscc().value(),
                    row.name(),
                    view.text("kind." + row.kind().wire()),
                    row.division().code(),
                    view.text("status." + row.status().wire()),
                    Integer.toString(row.version())))
        .remark(some ? view.text("registry.narrow") : null);
  }

  @GetMapping(PATH + "/{code:[0-9A-Z]{18}}")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page body(SignedIn who, View view, @PathVariable String code) {
    Uscc uscc = Uscc.parse(code).orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such body"));
    List<RegisteredVersion> versions = desk.versions(who.actor(), uscc);
    Institution newest = versions.getFirst().institution();
    Institution shown = desk.inForce(uscc).orElse(newest);
    Page page =
        view.page("body.title", shown.firstName())
            .crumb("/authority", "nav.dashboard")
            .crumb(PATH, "nav.registry")
            .organ(shown.kind().wire().equals("organ"))
            .caption(view.text("kind." + shown.kind().wire()));
    if (shown.version() != newest.version()) {
      page.add(
          Notice.mind(
              view.text("body.upcoming", versions.getFirst().effectiveOn(), newest.firstName())));
    }
    page.add(
        Html.of("p", Show.uscc(code), Html.text(" "), Tags.body(shown.status(), view)),
        Markup.actions(
            who.has(Role.CLERK)
                ? Markup.action(PATH + "/" + code + "/change", view.text("body.change"))
                : Html.nothing(),
            Markup.secondary("/authority/certificates?uscc=" + code, view.text("body.certificates")),
            Markup.secondary(PATH + "/" + code + "/responsible-person", view.text("responsible.title"))));
    page.add(BodyFacts.facts(shown, view));
    page.add(Markup.heading(view.text("body.versions")));
    return page.add(history(view, versions)).add(compared(view, versions));
  }

  private static Table history(View view, List<RegisteredVersion> versions) {
    Table table =
        Table.of(view.text("body.versions"))
            .number(view.text("member.version"))
            .column(view.text("member.name"))
            .column(view.text("member.status"))
            .column(view.text("body.effective"))
            .column(view.text("body.recorded"))
            .column(view.text("body.origin"));
    for (RegisteredVersion version : versions) {
      Institution body = version.institution();
      String change = version.change();
      table.row(
          Markup.link("?version=" + body.version(), Integer.toString(body.version())),
          Html.text(body.firstName()),
          Tags.body(body.status(), view),
          Html.text(version.effectiveOn().toString()),
          Show.dense(version.recordedAt()),
          change == null
              ? Html.text(view.text("body.seeded"))
              : Markup.link("/authority/changes/" + change, view.text("body.proposal")));
    }
    return table;
  }

  /** The chosen version, else the newest, beside the one before it. */
  private static Html compared(View view, List<RegisteredVersion> versions) {
    String chosen = view.typed("version");
    int at = 0;
    for (int i = 0; i < versions.size(); i++) {
      if (Integer.toString(versions.get(i).institution().version()).equals(chosen)) {
        at = i;
      }
    }
    if (at + 1 >= versions.size()) {
      return Html.nothing();
    }
    Institution after = versions.get(at).institution();
    Institution before = versions.get(at + 1).institution();
    return Html.all(
        Markup.heading(view.text("body.compared", before.version(), after.version())),
        BodyFacts.differences(before, after, view));
  }
}
