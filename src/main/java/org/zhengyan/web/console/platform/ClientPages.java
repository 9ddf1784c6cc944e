package org.zhengyan.web.console.platform;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.ClientKey;
import org.zhengyan.principal.Scope;
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

/** Clients as pages. */
final class ClientPages {
  private static final List<Scope> SCOPES = List.of(Scope.VERIFICATION, Scope.MATCH, Scope.STATUS);

  private ClientPages() {}

  /** What is wrong with one of the forms of a client's page. */
  record Wrong(@Nullable FormProblems key, @Nullable FormProblems uris, @Nullable FormProblems suspension) {
    static Wrong nothing() {
      return new Wrong(null, null, null);
    }

    static Wrong key(FormProblems problems) {
      return new Wrong(problems, null, null);
    }

    static Wrong uris(FormProblems problems) {
      return new Wrong(null, problems, null);
    }

    static Wrong suspension(FormProblems problems) {
      return new Wrong(null, null, problems);
    }
  }

  static Page list(List<Client> clients, List<Change> changes, boolean mayAdd, View view) {
    Table table =
        Table.of(view.text("clients.title"))
            .column(view.text("client.id"))
            .column(view.text("client.state"))
            .column(view.text("client.scopes"))
            .number(view.text("client.keys"));
    for (Client client : clients) {
      table.row(
          Markup.link("/platform/clients/" + client.id(), client.id()),
          Tags.client(client, view),
          Html.text(scopes(client, view)),
          Html.text(Show.count(client.keys().size())));
    }
    return view.page("clients.title")
        .crumb("/platform", "overview.title")
        .lead(view.text("clients.lead"))
        .add(Tags.done(view))
        .add(
            mayAdd
                ? Markup.actions(Markup.action("/platform/clients/new", view.text("client.new.title")))
                : Notice.plain(Html.text(view.text("clients.owner"))))
        .add(table.empty(view.text("clients.none")).export("/platform/clients.csv"))
        .add(Markup.section(view.text("changes.title"), changes(changes, view)));
  }

  static Page proposal(boolean sandbox, FormProblems problems, View view) {
    Form form = view.form("/platform/clients");
    if (!problems.isEmpty()) {
      form.problems(problems);
    }
    if (!sandbox) {
      form.field(
              Field.text("id", view.text("client.id"))
                  .hint(view.text("client.id.hint"))
                  .required()
                  .with("autocomplete", "off")
                  .with("spellcheck", "false"))
          .field(
              Field.checks("scopes", view.text("client.scopes"), options(view))
                  .hint(view.text("client.scopes.hint"))
                  .required());
    }
    form.field(key(view)).submit(view.text(sandbox ? "client.new.now" : "client.new.propose"));
    return view.page("client.new.title")
        .crumb("/platform", "overview.title")
        .crumb("/platform/clients", "clients.title")
        .lead(view.text(sandbox ? "client.new.sandbox" : "client.new.lead"))
        .problems(problems)
        .add(form.cancel("/platform/clients", view.text("cancel")))
        .add(howToMakeAKey(view));
  }

  /** @param redirectVersion of the list of redirect URIs that the form begins with */
  static Page one(
      Client client,
      int redirectVersion,
      List<Change> changes,
      Instant now,
      SignedIn who,
      Wrong wrong,
      View view) {
    Page page =
        view.page("client.one", client.id())
            .crumb("/platform", "overview.title")
            .crumb("/platform/clients", "clients.title")
            .add(Tags.done(view))
            .add(
                Facts.of()
                    .add(view.text("client.id"), Html.code(client.id()))
                    .add(view.text("client.state"), Tags.client(client, view))
                    .add(view.text("client.scopes"), scopes(client, view))
                    .add(
                        view.text("client.redirect-uris"),
                        client.redirectUris().isEmpty()
                            ? Html.text(view.text("client.redirect-uris.none"))
                            : Markup.list(client.redirectUris().stream().map(Html::code).toList())))
            .add(Markup.section(view.text("client.keys"), keys(client, now, view)));
    if (who.hasAny(Role.OWNER, Role.DEVELOPER)) {
      Form rotation = view.form("/platform/clients/" + client.id() + "/keys");
      shown(page, rotation, wrong.key());
      rotation
          .field(key(view))
          .field(
              Field.of(Field.Kind.NUMBER, "overlap", view.text("key.overlap"))
                  .hint(view.text("key.overlap.hint"))
                  .value("7")
                  .required()
                  .with("min", "0")
                  .with("max", "30"))
          .submit(view.text("key.propose"));
      page.add(Markup.section(view.text("key.new"), rotation.html(), howToMakeAKey(view)));
      Form uris = view.form("/platform/clients/" + client.id() + "/redirect-uris");
      shown(page, uris, wrong.uris());
      uris.field(
              Field.area("redirectUris", view.text("client.redirect-uris"))
                  .hint(view.text("client.redirect-uris.hint"))
                  .value(String.join("\n", client.redirectUris()))
                  .with("rows", "4")
                  .with("spellcheck", "false"))
          .hidden("base", Integer.toString(redirectVersion))
          .submit(view.text("client.redirect-uris.propose"));
      page.add(Markup.section(view.text("client.redirect-uris.change"), uris.html()));
    }
    if (who.has(Role.OWNER) && client.state() == Client.State.ACTIVE) {
      Form suspension = view.form("/platform/clients/" + client.id() + "/suspension");
      shown(page, suspension, wrong.suspension());
      suspension
          .field(Field.text("reason", view.text("change.reason")).hint(view.text("suspension.hint")).required())
          .submit(view.text("suspension.propose"));
      page.add(Markup.section(view.text("suspension.title"), suspension.html()));
    }
    List<Change> own =
        changes.stream().filter(change -> change.proposal().subject().equals(client.id())).toList();
    return page.add(Markup.section(view.text("changes.title"), changes(own, view)));
  }

  private static void shown(Page page, Form form, @Nullable FormProblems problems) {
    if (problems != null) {
      form.problems(problems);
      page.problems(problems);
    }
  }

  private static Field key(View view) {
    Field key =
        Field.area("key", view.text("key.jwk"))
            .hint(view.text("key.jwk.hint"))
            .required()
            .with("rows", "6")
            .with("spellcheck", "false")
            .with("autocomplete", "off");
    return PastedKey.isPrivate(view.typed("key")) ? key.forgetting() : key;
  }

  private static Html howToMakeAKey(View view) {
    return Markup.details(
        view.text("key.how"),
        Markup.paragraph(view.text("key.how.text")),
        Html.lines(
                """
                openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out client.pem
                P=$(openssl pkey -in client.pem -pubout -outform DER | tail -c 64 | od -An -v -tx1 | tr -d ' \\n')
                u() { printf "$1" | sed 's/../\\\\x&/g' | xargs -0 printf '%b' | base64 -w0 | tr '+/' '-_' | tr -d =; }
                echo "{\\"kty\\":\\"EC\\",\\"crv\\":\\"P-256\\",\\"x\\":\\"$(u ${P:0:64})\\",\\"y\\":\\"$(u ${P:64})\\"}"
                """));
  }

  private static Html keys(Client client, Instant now, View view) {
    Table table =
        Table.of(view.text("client.keys"))
            .column(view.text("key.kid"))
            .column(view.text("key.state"))
            .column(view.text("key.from"))
            .column(view.text("key.until"));
    for (ClientKey key : client.keys()) {
      Instant until = key.notAfter();
      table.row(
          Html.code(key.kid()),
          key.acceptedAt(now)
              ? StatusTag.GOOD.of(view.text("key.accepted"))
              : StatusTag.ENDED.of(view.text("key.ended")),
          Show.dense(key.notBefore()),
          until == null ? Html.text(view.text("key.open")) : Show.dense(until));
    }
    return table.html(view);
  }

  private static Html changes(List<Change> changes, View view) {
    Table table =
        Table.of(view.text("changes.title"))
            .column(view.text("change.what"))
            .column(view.text("client.id"))
            .column(view.text("change.state"))
            .column(view.text("change.at"))
            .column(view.text("change.reason"));
    for (Change change : changes) {
      String key = "change.type." + change.type();
      String reason = change.proposal().reason();
      table.row(
          Html.text(view.messages().has(key) ? view.text(key) : change.type()),
          Html.code(change.proposal().subject()),
          Tags.change(change, view),
          Show.dense(change.proposal().submittedAt()),
          Html.text(reason == null ? "" : reason));
    }
    return table.empty(view.text("changes.none")).html(view);
  }

  private static List<Field.Option> options(View view) {
    return SCOPES.stream()
        .map(scope -> new Field.Option(scope.wire(), view.text("scope." + scope.wire())))
        .toList();
  }

  private static String scopes(Client client, View view) {
    return String.join(
        view.text("comma"),
        SCOPES.stream().filter(client.scopes()::contains).map(scope -> view.text("scope." + scope.wire())).toList());
  }
}
