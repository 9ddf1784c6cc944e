package org.zhengyan.web.console.authority;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.staff.OwnerDesk;
import org.zhengyan.operator.Operator;
import org.zhengyan.operator.OperatorDesk;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.Proposal;
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

/** Platforms and what is proposed of them, as pages. */
final class PlatformPages {
  static final String PATH = "/authority/platforms";

  /** Ids of people and of accounts, which say nothing to a reader. */
  private static final Set<String> UNSAID = Set.of("owner", "person", "staffNumber");

  private PlatformPages() {}

  /** An owner, and whether this reader may make the code. */
  record Owner(OwnerDesk.Owner owner, boolean invites) {}

  static String change(String id) {
    return PATH + "/changes/" + id;
  }

  static Page list(
      SignedIn who,
      View view,
      List<Operator.Listed> rows,
      PageRequest request,
      List<Change> waiting,
      FormProblems problems) {
    Table table =
        Table.of(view.text("platforms.title"))
            .column(view.text("platform.name"))
            .column(view.text("platform.filing"))
            .column(view.text("platform.state"))
            .empty(view.text("platforms.none"));
    for (Operator.Listed row : rows) {
      Operator operator = row.operator();
      table.row(
          Markup.link(PATH + "/" + operator.id(), operator.name()),
          Html.text(operator.filingNumber() == null ? "" : operator.filingNumber()),
          state(operator, view));
    }
    table
        .pages(
            view.parameter("after").isEmpty() ? null : PATH,
            rows.size() < request.limit() ? null : PATH + "?after=" + rows.getLast().sequence())
        .export(PATH + "/export");
    Page page = view.page("platforms.title").lead(view.text("platforms.lead"));
    if (!OperatorDesk.decides(who.actor())) {
      return page.add(Notice.plain(Html.text(view.text("platforms.elsewhere")))).add(table);
    }
    page.add(Markup.heading(view.text("platforms.waiting")))
        .add(changes(view, waiting, view.text("platforms.waiting.none")))
        .add(Markup.heading(view.text("platforms.title")))
        .add(table);
    if (who.has(Role.CLERK)) {
      Form form =
          view.form(PATH)
              .field(name(view))
              .field(filing(view))
              .problems(problems)
              .submit(view.text("platforms.admit.submit"));
      page.add(Markup.section(view.text("platforms.admit"), form.html()));
    }
    return page;
  }

  static Page one(
      SignedIn who,
      View view,
      Operator operator,
      List<Owner> owners,
      List<Client> clients,
      List<Change> changes,
      FormProblems change,
      FormProblems owner) {
    Page page = frame(view, operator);
    page.add(
        Facts.of()
            .add(view.text("platform.name"), operator.name())
            .add(view.text("platform.filing"), operator.filingNumber() == null ? "–" : operator.filingNumber())
            .add(view.text("platform.state"), state(operator, view))
            .add(
                view.text("platform.clients"),
                clients.isEmpty()
                    ? view.text("platform.clients.none")
                    : clients.stream().map(Client::id).collect(Collectors.joining("  "))));
    if (!OperatorDesk.decides(who.actor())) {
      return page.add(Notice.plain(Html.text(view.text("platforms.elsewhere"))));
    }
    // People's names, for those alone who decide about them.
    page.add(Markup.heading(view.text("platform.owners")));
    page.add(owners(view, operator, owners));
    page.add(Markup.heading(view.text("platform.changes")))
        .add(changes(view, changes, view.text("platform.changes.none")));
    if (who.has(Role.CLERK)) {
      boolean more = !owners.isEmpty();
      page.add(
          Markup.section(
              view.text(more ? "platform.owner.more" : "platform.owner.enter"),
              more ? Markup.hint(view.text("platform.owner.more.hint")) : Html.nothing(),
              view.form(PATH + "/" + operator.id() + "/owners")
                  .field(
                      Field.text("person", view.text("platform.owner.name")).with("autocomplete", "off").required())
                  .field(
                      Field.text("login", view.text("platform.owner.part"))
                          .hint(view.text("platform.owner.part.hint"))
                          .with("autocomplete", "off")
                          .with("spellcheck", "false")
                          .required())
                  .problems(owner)
                  .submit(view.text("platform.owner.submit"))
                  .html()));
      page.add(Markup.section(view.text("platform.change"), form(view, operator, change)));
    }
    return page;
  }

  private static Html owners(View view, Operator operator, List<Owner> owners) {
    if (owners.isEmpty()) {
      return Notice.plain(Html.text(view.text("platform.owners.none")));
    }
    Table table =
        Table.of(view.text("platform.owners"))
            .column(view.text("platform.owner.name"))
            .column(view.text("platform.owner.login"))
            .column(view.text("platform.owner.account"));
    for (Owner each : owners) {
      String path = PATH + "/" + operator.id() + "/owners/" + each.owner().account().id() + "/invitation";
      table.row(
          Html.text(each.owner().name()),
          Html.code(each.owner().account().login()),
          Html.all(
              Html.text(view.text("platform.owner.account." + each.owner().account().state().wire())),
              each.invites() ? view.form(path).submit(view.text("platform.owner.invite")).html() : Html.nothing()));
    }
    return table.html(view);
  }

  private static Html form(View view, Operator operator, FormProblems problems) {
    List<Field.Option> states =
        List.of(
            new Field.Option("active", view.text("platform.state.active")),
            new Field.Option("suspended", view.text("platform.state.suspended")));
    Form form =
        view.form(PATH + "/" + operator.id())
            .field(name(view).value(operator.name()))
            .field(filing(view).value(operator.filingNumber()))
            .field(
                Field.select("state", view.text("platform.state"), states)
                    .hint(view.text("platform.state.hint"))
                    .value(operator.state())
                    .required());
    if (!problems.isEmpty()) {
      form.problems(problems); // and then what was typed, instead of what stands
    }
    return form.submit(view.text("platforms.admit.submit")).html();
  }

  static Page code(View view, Operator operator, Accounts.Invitation invitation) {
    return frame(view, operator)
        .add(Notice.mind(view.text("platform.code.mind"), Markup.paragraph(view.text("platform.code.text"))))
        .add(
            Facts.of()
                .add(view.text("platform.owner.login"), Html.code(invitation.login()))
                .add(view.text("platform.code"), Html.classed("code", "copy", Html.text(invitation.code())))
                .add(view.text("platform.code.until"), Show.time(invitation.expiresAt(), view)))
        .add(Markup.actions(Markup.secondary(PATH + "/" + operator.id(), view.text("platform.back"))));
  }

  /** @param name of the person whom the change enters */
  static Page change(
      SignedIn who,
      View view,
      Change change,
      Optional<Operator> operator,
      Optional<String> name,
      FormProblems problems) {
    Facts facts =
        Facts.of()
            .add(
                view.text("platform-change.subject"),
                operator
                    .map(found -> Markup.link(PATH + "/" + found.id(), found.name()))
                    .orElseGet(() -> Html.code(change.proposal().subject())));
    name.ifPresent(person -> facts.add(view.text("platform-change.member.person"), person));
    Map<?, ?> proposed = change.proposedAs(Map.class);
    for (Map.Entry<?, ?> member : proposed.entrySet()) {
      String key = "platform-change.member." + member.getKey();
      if (!UNSAID.contains(String.valueOf(member.getKey())) && member.getValue() != null) {
        String label = view.messages().has(key) ? view.text(key) : String.valueOf(member.getKey());
        facts.add(label, value(member.getValue()));
      }
    }
    facts
        .add(view.text("platform-change.submitted"), Show.moment(change.proposal().submittedAt(), view))
        .add(view.text("platform-change.state"), Tags.progress(change.state(), view));
    Page page =
        view.page("platform-change.title", view.text("platform-change." + change.type()))
            .crumb(PATH, "nav.platforms")
            .problems(problems)
            .add(facts);
    if (change.proposal().state() == Proposal.State.SUBMITTED) {
      page.add(
          Decision.of(
              view,
              who,
              change.proposal().submittedBy(),
              who.has(Role.REVIEWER),
              change(change.id()) + "/decision",
              change.proposal().digest(),
              view.text("platform-change.approve"),
              problems));
    }
    return page.add(Facts.of().add(view.text("digest"), Show.fingerprint(change.proposal().digest())));
  }

  /** Lists a word each; of a key (RFC 7517) what tells it apart. */
  private static Html value(Object value) {
    return switch (value) {
      case List<?> list ->
          Html.text(list.stream().map(String::valueOf).collect(Collectors.joining("  ")));
      case Map<?, ?> key -> Html.code(key.get("kty") + " " + key.get("crv") + " " + key.get("x"));
      default -> Html.text(String.valueOf(value));
    };
  }

  private static Html changes(View view, List<Change> changes, String none) {
    Table table =
        Table.of(view.text("platform.changes"))
            .column(view.text("platform-change.what"))
            .column(view.text("platform-change.submitted"))
            .column(view.text("platform-change.state"))
            .empty(none);
    for (Change change : changes) {
      table.row(
          Markup.link(change(change.id()), view.text("platform-change." + change.type())),
          Show.dense(change.proposal().submittedAt()),
          Tags.progress(change.state(), view));
    }
    return table.html(view);
  }

  private static Field name(View view) {
    return Field.text("name", view.text("platform.name")).hint(view.text("platform.name.hint")).required();
  }

  private static Field filing(View view) {
    return Field.text("filingNumber", view.text("platform.filing")).hint(view.text("platform.filing.hint"));
  }

  private static Html state(Operator operator, View view) {
    return (operator.active() ? StatusTag.GOOD : StatusTag.HELD).of(view.text("platform.state." + operator.state()));
  }

  private static Page frame(View view, Operator operator) {
    return view.page("platform.title", operator.name()).crumb(PATH, "nav.platforms");
  }
}
