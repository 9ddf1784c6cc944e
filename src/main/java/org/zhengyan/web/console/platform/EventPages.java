package org.zhengyan.web.console.platform;

import java.time.Instant;
import java.util.List;
import org.zhengyan.notification.OwnEndpoints;
import org.zhengyan.notification.OwnEndpoints.Letter;
import org.zhengyan.notification.OwnEndpoints.Shown;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** Event endpoints as pages. */
final class EventPages {
  private EventPages() {}

  static Page list(List<Shown> endpoints, boolean mayAct, FormProblems problems, View view) {
    Table table =
        Table.of(view.text("events.title"))
            .column(view.text("endpoint.address"))
            .column(view.text("endpoint.state"))
            .number(view.text("endpoint.pending"))
            .number(view.text("endpoint.dead"));
    for (Shown each : endpoints) {
      table.row(
          Markup.link("/platform/events/" + each.id(), address(each, view)),
          state(each, view),
          Html.text(Show.count(each.pending())),
          Html.text(Show.count(each.dead())));
    }
    Page page =
        view.page("events.title")
            .crumb("/platform", "overview.title")
            .lead(view.text("events.lead"))
            .problems(problems)
            .add(Tags.done(view))
            .add(table.empty(view.text("events.none")));
    if (mayAct) {
      Form form = view.form("/platform/events");
      if (!problems.isEmpty()) {
        form.problems(problems);
      }
      form.field(
              Field.text("url", view.text("endpoint.url"))
                  .hint(view.text("endpoint.url.hint"))
                  .with("inputmode", "url")
                  .with("spellcheck", "false"))
          .field(
              Field.checks(
                      "kinds",
                      view.text("endpoint.kinds"),
                      OwnEndpoints.kinds().stream()
                          .map(kind -> new Field.Option(kind, view.text("event." + kind), kind))
                          .toList())
                  .required())
          .submit(view.text("endpoint.register"));
      page.add(Markup.section(view.text("endpoint.new"), form.html()));
    }
    return page;
  }

  static Page one(
      Shown endpoint, PageRequest.Page<Letter> letters, boolean mayAct, FormProblems problems, View view) {
    String path = "/platform/events/" + endpoint.id();
    Facts facts =
        Facts.of()
            .add(view.text("endpoint.address"), address(endpoint, view))
            .add(view.text("endpoint.state"), state(endpoint, view))
            .add(
                view.text("endpoint.kinds"),
                Markup.list(
                    endpoint.kinds().stream().map(kind -> Html.text(view.text("event." + kind))).toList()))
            .add(view.text("endpoint.since"), Show.time(endpoint.createdAt(), view))
            .add(view.text("endpoint.pending"), Show.count(endpoint.pending()));
    String failure = endpoint.lastFailure();
    Instant failedAt = endpoint.lastFailureAt();
    if (failure != null && failedAt != null) {
      facts.add(
          view.text("endpoint.failure"),
          Html.all(Html.code(failure), Html.text(" "), Show.time(failedAt, view)));
    }
    Page page =
        view.page("endpoint.one")
            .caption(address(endpoint, view))
            .crumb("/platform", "overview.title")
            .crumb("/platform/events", "events.title")
            .problems(problems)
            .add(Tags.done(view))
            .add(facts);
    Form proof = view.form(path + "/proof");
    if (!problems.isEmpty()) {
      proof.problems(problems);
    }
    if (mayAct && !endpoint.proven()) {
      proof
          .field(
              Field.text("challenge", view.text("endpoint.challenge"))
                  .hint(view.text("endpoint.challenge.hint"))
                  .required()
                  .with("autocomplete", "off"))
          .submit(view.text("endpoint.prove"));
      page.add(Markup.section(view.text("endpoint.proof"), proof.html()));
    } else if (!problems.isEmpty()) {
      page.add(proof);
    }
    if (mayAct && endpoint.proven() && endpoint.url() != null) {
      page.add(
          Markup.section(
              view.text("endpoint.try"),
              Markup.paragraph(view.text("endpoint.try.text")),
              view.form(path + "/test").submit(view.text("endpoint.test")).html()));
    }
    page.add(Markup.section(view.text("endpoint.letters"), letters(path, letters, view)));
    if (mayAct && endpoint.dead() > 0) {
      page.add(view.form(path + "/retry").submit(view.text("endpoint.retry", Show.count(endpoint.dead()))).html());
    }
    if (mayAct) {
      page.add(
          Markup.section(
              view.text("endpoint.removal"),
              Notice.plain(Html.text(view.text("endpoint.removal.text"))),
              view.form(path + "/removal").decide("removal", "yes", view.text("endpoint.remove")).html()));
    }
    return page;
  }

  private static Html letters(String path, PageRequest.Page<Letter> letters, View view) {
    Table table =
        Table.of(view.text("endpoint.letters"))
            .column(view.text("letter.event"))
            .column(view.text("letter.subject"))
            .column(view.text("letter.occurred"))
            .number(view.text("letter.attempts"))
            .column(view.text("letter.reason"));
    for (Letter letter : letters.items()) {
      String key = "event." + letter.kind();
      table.row(
          Html.text(view.messages().has(key) ? view.text(key) : letter.kind()),
          Html.code(letter.subject()),
          Show.dense(letter.occurredAt()),
          Html.text(Show.count(letter.attempts())),
          Html.text(letter.reason()));
    }
    return table
        .empty(view.text("letters.none"))
        .pages(null, letters.next() == null ? null : path + "?cursor=" + letters.next())
        .export(path + "/letters.csv")
        .html(view);
  }

  private static String address(Shown endpoint, View view) {
    String url = endpoint.url();
    return url == null ? view.text("endpoint.polled") : url;
  }

  private static Html state(Shown endpoint, View view) {
    if (!endpoint.proven()) {
      return StatusTag.WAITING.of(view.text("endpoint.unproven"));
    }
    return endpoint.failures() > 0
        ? StatusTag.HELD.of(view.text("endpoint.failing", Show.count(endpoint.failures())))
        : StatusTag.GOOD.of(view.text("endpoint.active"));
  }
}
