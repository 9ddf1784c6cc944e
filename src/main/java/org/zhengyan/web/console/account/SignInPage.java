package org.zhengyan.web.console.account;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.zhengyan.access.DevAccounts;
import org.zhengyan.access.SecurityKeys;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** What the sign-in page says, each time. */
@Component
class SignInPage {
  private final ObjectProvider<DevAccounts> development;
  private final SecurityKeys keys;

  SignInPage(ObjectProvider<DevAccounts> development, SecurityKeys keys) {
    this.development = development;
    this.keys = keys;
  }

  /**
   * The form.
   *
   * @param kept what goes along, if anything
   * @param refused the key of what is wrong, or null
   */
  Page form(View view, @Nullable Kept kept, @Nullable String refused) {
    FormProblems problems = FormProblems.none();
    if (refused != null) {
      problems.add("login", view.text(refused));
    }
    Form form =
        view.form("/sign-in")
            .field(
                Field.text("login", view.text("sign-in.login"))
                    .hint(view.text("sign-in.login.hint"))
                    .with("autocomplete", "username")
                    .with("autocapitalize", "none")
                    .with("spellcheck", "false")
                    .required())
            .field(
                Field.password("password", view.text("sign-in.password"), "current-password").required())
            .field(
                Field.text("code", view.text("sign-in.code"))
                    .hint(view.text("sign-in.code.hint"))
                    .with("inputmode", "numeric")
                    .with("autocomplete", "one-time-code")
                    .with("maxlength", "7")
                    .required());
    if (keys.possible()) {
      form.hidden("key", "").add(KeyParts.signingIn(view));
    }
    form.submit(view.text("sign-in.submit"));
    if (refused != null) {
      form.problems(problems);
    }
    if (kept != null) {
      form.hidden("kept", kept.text());
    } else {
      view.parameter("to").filter(Kept::ours).ifPresent(to -> form.hidden("to", to));
    }
    Page page = view.page("sign-in.title").problems(problems);
    if (keys.possible()) {
      page.script("key.js");
    }
    if (kept != null) {
      page.add(Notice.mind(view.text("sign-in.again"), Markup.paragraph(view.text("sign-in.again.text"))));
    } else if (view.parameter("out").isPresent()) {
      page.add(Notice.done(view.text("sign-in.out")));
    }
    page.add(form)
        .add(
            Markup.section(
                view.text("certificate.title"),
                Markup.paragraph(view.text("certificate.encouraged")),
                Markup.actions(Markup.secondary(certificatePage(view), view.text("certificate.title")))))
        .add(
            Markup.details(
                view.text("sign-in.help"),
                Markup.paragraph(view.text("sign-in.help.text")),
                Markup.paragraph(Markup.link("/sign-in/invitation", view.text("sign-in.invited")))));
    development.ifAvailable(accounts -> page.add(known(view, accounts)));
    return page;
  }

  private static String certificatePage(View view) {
    return view.parameter("to")
        .filter(Kept::ours)
        .map(to -> "/sign-in/certificate?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8))
        .orElse("/sign-in/certificate");
  }

  /** Development only: everybody may be anybody. */
  private static Html known(View view, DevAccounts accounts) {
    Table table =
        Table.of(view.text("dev.accounts"))
            .column(view.text("sign-in.login"))
            .column(view.text("people.roles"));
    for (DevAccounts.DevAccount account : DevAccounts.ALL) {
      table.row(Html.code(account.login()), Html.text(view.text("role." + account.role().wire())));
    }
    List<Html> parts = new ArrayList<>();
    parts.add(
        Facts.of()
            .add(view.text("sign-in.password"), Html.code(DevAccounts.PASSWORD))
            .add(view.text("dev.code"), Html.of("strong", Html.code(accounts.code())))
            .add(view.text("invitation.seed"), Html.code(accounts.seed()))
            .html());
    parts.add(Markup.hint(view.text("dev.code.hint")));
    parts.add(table.html(view));
    return Markup.section(view.text("dev.accounts"), parts.toArray(Html[]::new));
  }

  /** Both factors were right, and this browser is not known yet. */
  Page deviceWaits(View view, String number) {
    return view.page("device.title")
        .status(403)
        .lead(view.text("device.lead"))
        .add(Facts.of().add(view.text("device.number"), Html.of("strong", Html.code(number))))
        .add(Markup.paragraph(view.text("device.how")))
        .add(Markup.action("/sign-in", view.text("device.again")));
  }

  /** Both factors were right, and something else stands against it. */
  Page stopped(View view, String key) {
    return view.page("sign-in.stopped")
        .status(403)
        .add(
            Notice.wrong(
                view.text(key.equals("sign-in.range") ? "sign-in.range" : "sign-in.abroad"),
                Markup.paragraph(
                    view.text(
                        key.equals("sign-in.range") ? "sign-in.range.text" : "sign-in.abroad.text"))));
  }
}
