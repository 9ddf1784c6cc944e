package org.zhengyan.web.console.account;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.By;
import org.zhengyan.access.Devices;
import org.zhengyan.access.PasswordChange;
import org.zhengyan.access.Realm;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.Sessions;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.web.SessionCookie;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** One's own account: its sessions, its devices, its password. */
@Controller
class AccountController {
  private final Accounts accounts;
  private final Sessions sessions;
  private final Devices devices;
  private final PasswordChange passwords;
  private final SessionCookie cookies;
  private final TransactionTemplate transaction;

  AccountController(
      Accounts accounts,
      Sessions sessions,
      Devices devices,
      PasswordChange passwords,
      SessionCookie cookies,
      TransactionTemplate transaction) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.devices = devices;
    this.passwords = passwords;
    this.cookies = cookies;
    this.transaction = transaction;
  }

  @GetMapping("/account")
  @RequiresRole({
    Role.CLERK, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.USER,
    Role.OWNER, Role.DEVELOPER, Role.VIEWER
  })
  Page account(SignedIn who, View view) {
    Account account = accounts.load(who.accountId());
    Facts facts =
        Facts.of()
            .add(view.text("sign-in.login"), Html.code(account.login()))
            .add(view.text("people.roles"), Html.text(Words.roles(view, account.roles())))
            .add(
                view.text("people.until"),
                account.rolesUntil() == null
                    ? Html.text(view.text("people.no-end"))
                    : Show.time(account.rolesUntil(), view));
    Page page = view.page("account.title").add(facts);
    page.add(Markup.action(Homes.of(who.roles()), view.text("account.go")));
    page.add(Markup.section(view.text("account.sessions"), sessionTable(who, view)));
    page.add(
        Markup.section(
            view.text("account.devices"),
            Markup.hint(view.text("account.devices.hint")),
            DeviceTable.html(view, devices.of(who.accountId()), "/account/devices/")));
    page.add(Markup.paragraph(Markup.secondary("/account/keys", view.text("key.title"))));
    if (who.realm() == Realm.AGENCY) {
      page.add(Markup.paragraph(Markup.secondary("/account/certificate", view.text("certificate.add"))));
    }
    page.add(Markup.section(view.text("account.password"), passwordForm(view, FormProblems.none())));
    return page;
  }

  private Html sessionTable(SignedIn who, View view) {
    Table table =
        Table.of(view.text("account.sessions"))
            .column(view.text("session.browser"))
            .column(view.text("session.address"))
            .column(view.text("session.opened"))
            .column(view.text("session.seen"))
            .column(view.text("people.act"));
    for (Sessions.Listed session : sessions.of(who.accountId())) {
      boolean present = session.id().equals(who.sessionId());
      String browser = session.browser();
      table.row(
          Html.text(browser == null || browser.isEmpty() ? "?" : browser),
          Html.text(session.address() == null ? "?" : session.address()),
          Show.dense(session.openedAt()),
          Show.dense(session.seenAt()),
          present
              ? StatusTag.GOOD.of(view.text("session.this"))
              : view.form("/account/sessions/" + session.id() + "/end")
                  .submit(view.text("session.end"))
                  .html());
    }
    return table.html(view);
  }

  private static Html passwordForm(View view, FormProblems problems) {
    Form form =
        view.form("/account/password")
            .field(Field.password("present", view.text("password.present"), "current-password").required())
            .field(
                Field.password("password", view.text("invitation.password"), "new-password")
                    .hint(view.text("invitation.password.hint"))
                    .required())
            .field(Field.password("repeated", view.text("invitation.repeated"), "new-password").required())
            .submit(view.text("password.change"));
    return (problems.isEmpty() ? form : form.problems(problems)).html();
  }

  @PostMapping("/account/sessions/{id}/end")
  @RequiresRole({
    Role.CLERK, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.USER,
    Role.OWNER, Role.DEVELOPER, Role.VIEWER
  })
  SeeOther end(SignedIn who, @PathVariable String id) {
    transaction.executeWithoutResult(status -> sessions.end(who.accountId(), id, By.of(who)));
    return new SeeOther("/account");
  }

  @PostMapping("/account/devices/{id}/vouch")
  @RequiresRole({
    Role.CLERK, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.USER,
    Role.OWNER, Role.DEVELOPER, Role.VIEWER
  })
  SeeOther vouch(SignedIn who, @PathVariable String id) {
    transaction.executeWithoutResult(status -> devices.vouch(who.accountId(), id, By.of(who)));
    return new SeeOther("/account");
  }

  @PostMapping("/account/devices/{id}/remove")
  @RequiresRole({
    Role.CLERK, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.USER,
    Role.OWNER, Role.DEVELOPER, Role.VIEWER
  })
  SeeOther remove(SignedIn who, @PathVariable String id) {
    transaction.executeWithoutResult(status -> devices.remove(who.accountId(), id, By.of(who)));
    return new SeeOther("/account");
  }

  /** All sessions end, this one too: whoever knew the old password is out. */
  @PostMapping("/account/password")
  @RequiresRole({
    Role.CLERK, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.USER,
    Role.OWNER, Role.DEVELOPER, Role.VIEWER
  })
  Page password(
      SignedIn who, View view, HttpServletRequest request, HttpServletResponse response) {
    String fresh = String.valueOf(request.getParameter("password"));
    FormProblems problems = FormProblems.none();
    if (!fresh.equals(request.getParameter("repeated"))) {
      problems.add("repeated", view.text("invitation.differs"));
    } else {
      try {
        passwords.change(who, String.valueOf(request.getParameter("present")), fresh);
      } catch (Refusal refusal) {
        if (refusal.problem() == Problem.UNAVAILABLE) {
          throw refusal;
        }
        problems = FormProblems.of(refusal, view);
      }
    }
    if (!problems.isEmpty()) {
      return view.page("account.password").problems(problems).add(passwordForm(view, problems));
    }
    cookies.forget(response, SessionCookie.Kind.SESSION);
    return view.page("password.changed")
        .add(Notice.done(view.text("password.done")))
        .add(Markup.action("/sign-in", view.text("sign-in.title")));
  }
}
