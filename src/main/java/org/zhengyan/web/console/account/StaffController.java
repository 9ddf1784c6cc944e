package org.zhengyan.web.console.account;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.Devices;
import org.zhengyan.access.Realm;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.Sessions;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.staff.Keepers;
import org.zhengyan.principal.PersonStore;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** The accounts of one's own authority, agency or operator, for those who keep them. */
@Controller
class StaffController {
  private final Keepers keepers;
  private final PersonStore persons;
  private final Devices devices;
  private final Sessions sessions;

  StaffController(Keepers keepers, PersonStore persons, Devices devices, Sessions sessions) {
    this.keepers = keepers;
    this.persons = persons;
    this.devices = devices;
    this.sessions = sessions;
  }

  @GetMapping("/account/people")
  @RequiresRole({Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.OWNER})
  Page list(SignedIn who, View view) {
    Table table =
        Table.of(view.text("people.title"))
            .column(view.text("sign-in.login"))
            .column(view.text("people.name"))
            .column(view.text("people.roles"))
            .column(view.text("people.until"))
            .column(view.text("people.state"));
    for (Account account : keepers.all(who)) {
      table.row(
          Markup.link("/account/people/" + account.id(), account.login()),
          Html.text(persons.findName(account.person()).orElse("?")),
          Html.text(Words.roles(view, account.roles())),
          account.rolesUntil() == null
              ? Html.text(view.text("people.no-end"))
              : Show.dense(account.rolesUntil()),
          state(view, account));
    }
    Page page = view.page("people.title").lead(view.text("people.lead"));
    if (who.realm() == Realm.AUTHORITY) {
      page.add(Markup.paragraph(Markup.action("/account/people/new", view.text("people.new"))));
    }
    return page.add(table);
  }

  @GetMapping("/account/people/{id}")
  @RequiresRole({Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.OWNER})
  Page show(SignedIn who, View view, @PathVariable String id) {
    Account account = keepers.load(who, id);
    Page page = view.page("person.title", account.login()).crumb("/account/people", "people.title");
    page.add(facts(view, account));
    if (!keepers.keeps(who, account)) {
      return page.add(Notice.plain(Markup.paragraph(view.text("person.not-yours"))));
    }
    page.add(acts(who, view, account));
    page.add(
        Markup.section(
            view.text("person.devices"),
            DeviceTable.html(view, devices.of(id), "/account/people/" + id + "/devices/")));
    return page.add(Markup.section(view.text("account.sessions"), sessionTable(view, id)));
  }

  private Facts facts(View view, Account account) {
    return Facts.of()
        .add(view.text("people.name"), persons.findName(account.person()).orElse("?"))
        .add(view.text("people.roles"), Words.roles(view, account.roles()))
        .add(
            view.text("people.contractor"),
            view.text(account.contractor() ? "people.contractor.yes" : "people.contractor.no"))
        .add(
            view.text("people.until"),
            account.rolesUntil() == null
                ? Html.text(view.text("people.no-end"))
                : Show.time(account.rolesUntil(), view))
        .add(view.text("people.state"), state(view, account));
  }

  private static Html acts(SignedIn who, View view, Account account) {
    String path = "/account/people/" + account.id();
    boolean authority = who.realm() == Realm.AUTHORITY;
    boolean suspended = account.state() == Account.State.SUSPENDED;
    boolean closed = account.state() == Account.State.CLOSED;
    Html code =
        !closed && !suspended && (!authority || account.state() == Account.State.INVITED)
            ? Html.all(
                view.form(path + "/code").submit(view.text("person.code")).html(),
                authority ? Markup.hint(view.text("person.code.hint")) : Html.nothing())
            : Html.nothing();
    Html suspend =
        closed || suspended
            ? Html.nothing()
            : view.form(path + "/suspend").submit(view.text("person.suspend")).html();
    Html propose =
        closed
            ? Html.nothing()
            : Html.all(
                authority ? Markup.secondary(path + "/change", view.text("person.change")) : Html.nothing(),
                Markup.secondary(path + "/overseas", view.text("person.overseas")));
    return Markup.actions(code, suspend, propose);
  }

  private Html sessionTable(View view, String id) {
    Table table =
        Table.of(view.text("account.sessions"))
            .column(view.text("session.browser"))
            .column(view.text("session.opened"))
            .column(view.text("session.seen"))
            .column(view.text("people.act"))
            .empty(view.text("person.no-sessions"));
    for (Sessions.Listed session : sessions.of(id)) {
      String browser = session.browser();
      table.row(
          Html.text(browser == null || browser.isEmpty() ? "?" : browser),
          Show.dense(session.openedAt()),
          Show.dense(session.seenAt()),
          view.form("/account/people/" + id + "/sessions/" + session.id() + "/end")
              .submit(view.text("session.end"))
              .html());
    }
    return table.html(view);
  }

  /** The code is on this page and on no other; reloading it makes another. */
  @PostMapping("/account/people/{id}/code")
  @RequiresRole({Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.OWNER})
  Page code(SignedIn who, View view, @PathVariable String id) {
    return code(view, keepers.code(who, id), "/account/people", "people.title", "/account/people/" + id);
  }

  static Page code(View view, Accounts.Invitation invitation, String crumb, String title, String back) {
    return view.page("code.title")
        .crumb(crumb, title)
        .add(Notice.mind(view.text("code.once"), Markup.paragraph(view.text("code.once.text"))))
        .add(
            Facts.of()
                .add(view.text("sign-in.login"), Html.code(invitation.login()))
                .add(view.text("invitation.code"), Html.of("strong", Html.code(invitation.code())))
                .add(view.text("code.expires"), Show.time(invitation.expiresAt(), view))
                .add(view.text("code.where"), Html.code("/sign-in/invitation")))
        .add(Markup.secondary(back, view.text("code.back")));
  }

  @PostMapping("/account/people/{id}/suspend")
  @RequiresRole({Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.OWNER})
  SeeOther suspend(SignedIn who, @PathVariable String id) {
    keepers.suspend(who, id);
    return new SeeOther("/account/people/" + id);
  }

  @PostMapping("/account/people/{id}/devices/{device}/vouch")
  @RequiresRole({Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.OWNER})
  SeeOther vouch(SignedIn who, @PathVariable String id, @PathVariable String device) {
    keepers.vouch(who, id, device);
    return new SeeOther("/account/people/" + id);
  }

  @PostMapping("/account/people/{id}/devices/{device}/remove")
  @RequiresRole({Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.OWNER})
  SeeOther remove(SignedIn who, @PathVariable String id, @PathVariable String device) {
    keepers.removeDevice(who, id, device);
    return new SeeOther("/account/people/" + id);
  }

  @PostMapping("/account/people/{id}/sessions/{session}/end")
  @RequiresRole({Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.OWNER})
  SeeOther end(SignedIn who, @PathVariable String id, @PathVariable String session) {
    keepers.endSession(who, id, session);
    return new SeeOther("/account/people/" + id);
  }

  static Html state(View view, Account account) {
    StatusTag tag =
        switch (account.state()) {
          case ACTIVE -> StatusTag.GOOD;
          case INVITED -> StatusTag.WAITING;
          case SUSPENDED -> StatusTag.HELD;
          case CLOSED -> StatusTag.ENDED;
        };
    return tag.of(view.text("account.state." + account.state().wire()));
  }
}
