package org.zhengyan.web.console.platform;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.access.Account;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.Team;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Field.Option;
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

/** The team as pages. */
final class TeamPages {
  private static final List<Role> ROLES = List.of(Role.OWNER, Role.DEVELOPER, Role.VIEWER);

  private TeamPages() {}

  /**
   * What the questions about a role were answered with.
   *
   * @param until the day after the last one, in China; null for no end
   */
  record Answers(Role role, boolean contractor, @Nullable Instant until) {}

  static Page list(List<Team.Account> accounts, SignedIn who, View view) {
    boolean owner = who.has(Role.OWNER);
    Table table =
        Table.of(view.text("team.title"))
            .column(view.text("team.login"))
            .column(view.text("team.name"))
            .column(view.text("team.roles"))
            .column(view.text("team.state"))
            .column(view.text("team.until"));
    for (Team.Account account : accounts) {
      table.row(
          owner
              ? Markup.link("/platform/team/" + account.id(), account.login())
              : Html.code(account.login()),
          Html.text(account.name()),
          Html.text(roles(account.roles(), view)),
          state(account.state(), view),
          account.until() == null ? Html.text(view.text("team.open")) : Show.dense(account.until()));
    }
    Page page =
        view.page("team.title")
            .crumb("/platform", "overview.title")
            .lead(view.text("team.lead"))
            .add(Tags.done(view));
    if (owner) {
      page.add(Markup.actions(Markup.action("/platform/team/new", view.text("team.new"))));
    }
    return page.add(table)
        .add(
            Markup.section(
                view.text("team.what"),
                Markup.list(
                    List.of(
                        Html.text(view.text("team.owner")),
                        Html.text(view.text("team.developer")),
                        Html.text(view.text("team.viewer"))))))
        .add(owner ? Html.nothing() : Markup.hint(view.text("team.hint")));
  }

  static Page invitation(FormProblems problems, View view) {
    Form form =
        view.form("/platform/team")
            .field(
                Field.text("name", view.text("team.name"))
                    .hint(view.text("team.name.hint"))
                    .with("autocomplete", "off")
                    .required())
            .field(
                Field.text("login", view.text("team.login"))
                    .hint(view.text("team.login.hint"))
                    .with("autocomplete", "off")
                    .with("spellcheck", "false")
                    .required());
    questions(form, Role.VIEWER, false, null, view);
    if (!problems.isEmpty()) {
      form.problems(problems);
    }
    return view.page("team.new")
        .crumb("/platform", "overview.title")
        .crumb("/platform/team", "team.title")
        .lead(view.text("team.new.lead"))
        .problems(problems)
        .add(form.submit(view.text("team.new.submit")).cancel("/platform/team", view.text("cancel")));
  }

  /** @param kept whether the reader acts for that account: nobody does for the own one */
  static Page one(Account account, String name, boolean kept, FormProblems problems, View view) {
    String path = "/platform/team/" + account.id();
    Instant until = account.rolesUntil();
    Page page =
        view.page("team.one", account.login())
            .crumb("/platform", "overview.title")
            .crumb("/platform/team", "team.title")
            .problems(problems)
            .add(Tags.done(view))
            .add(
                Facts.of()
                    .add(view.text("team.name"), name)
                    .add(view.text("team.roles"), roles(List.copyOf(account.roles()), view))
                    .add(
                        view.text("team.contractor"),
                        view.text(account.contractor() ? "team.contractor.is" : "team.contractor.no"))
                    .add(
                        view.text("team.until"),
                        until == null ? Html.text(view.text("team.open")) : Show.time(until, view))
                    .add(view.text("team.state"), state(account.state().wire(), view)));
    if (!kept) {
      return page.add(Notice.plain(Markup.paragraph(view.text("team.own"))));
    }
    if (account.state() == Account.State.CLOSED) {
      return page;
    }
    if (account.state() == Account.State.INVITED) {
      page.add(
          Markup.section(
              view.text("team.code"),
              Markup.paragraph(view.text("team.code.text")),
              view.form("/account/people/" + account.id() + "/code").submit(view.text("team.code.make")).html()));
    }
    Role role = account.roles().contains(Role.OWNER) ? Role.OWNER : account.roles().iterator().next();
    Form change = questions(view.form(path + "/role"), role, account.contractor(), until, view);
    if (!problems.isEmpty()) {
      change.problems(problems);
    }
    return page.add(
        Markup.section(view.text("team.change"), change.submit(view.text("team.change.submit")).html()),
        Markup.section(
            view.text("team.end"),
            Markup.paragraph(view.text("team.end.text")),
            view.form(path + "/end").decide("end", "yes", view.text("team.end.submit", account.login())).html()),
        Markup.paragraph(
            Markup.link("/account/people/" + account.id(), view.text("team.more"))));
  }

  private static Form questions(
      Form form, Role role, boolean contractor, @Nullable Instant until, View view) {
    return form.field(
            Field.radios(
                    "roles",
                    view.text("team.roles"),
                    ROLES.stream()
                        .map(
                            each ->
                                new Option(
                                    each.wire(),
                                    view.text("role." + each.wire()),
                                    view.text("team." + each.wire())))
                        .toList())
                .value(role.wire())
                .required())
        .field(
            Field.checks(
                    "contractor",
                    view.text("team.contractor"),
                    List.of(new Option("yes", view.text("team.contractor.yes"))))
                .value(contractor ? "yes" : null))
        .field(
            Field.date("until", view.text("team.until"))
                .hint(view.text("team.until.hint"))
                .value(
                    until == null
                        ? null
                        : until.atZone(CertificateStore.CALENDAR).toLocalDate().minusDays(1).toString()));
  }

  /** @throws Refusal {@code refused-by-rule} for an answer that was not offered */
  static Answers answers(View view) {
    Role role =
        ROLES.stream()
            .filter(each -> each.wire().equals(view.typed("roles")))
            .findFirst()
            .orElseThrow(() -> refused("/roles", "team-role-missing", "choose one of the roles"));
    String day = view.typed("until");
    try {
      Instant until =
          day.isEmpty()
              ? null
              : LocalDate.parse(day).plusDays(1).atStartOfDay(CertificateStore.CALENDAR).toInstant();
      return new Answers(role, view.typed("contractor").equals("yes"), until);
    } catch (DateTimeParseException e) {
      throw refused("/until", "team-day-invalid", "a day is written 2027-01-31");
    }
  }

  private static Refusal refused(String pointer, String code, String detail) {
    return Refusal.member(Problem.REFUSED_BY_RULE, pointer, code, detail);
  }

  private static String roles(List<Role> roles, View view) {
    return String.join(
        view.text("comma"), roles.stream().map(role -> view.text("role." + role.wire())).toList());
  }

  private static Html state(String state, View view) {
    return switch (state) {
      case "active" -> StatusTag.GOOD.of(view.text("account.active"));
      case "invited" -> StatusTag.WAITING.of(view.text("account.invited"));
      case "closed" -> StatusTag.ENDED.of(view.text("account.closed"));
      default -> StatusTag.HELD.of(view.text("account.suspended"));
    };
  }
}
