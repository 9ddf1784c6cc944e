package org.zhengyan.web.console.platform;

import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.zhengyan.access.SandboxAccounts;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.keys.Suite;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.sandbox.SandboxCase;
import org.zhengyan.sandbox.SandboxFiles;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Steps;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** How to the first verified call in ten minutes, and the table of what each body earns. */
@Controller
class SandboxPageController {
  private final ObjectProvider<SandboxFiles> open;
  private final ObjectProvider<SandboxAccounts> accounts;
  private final ServiceProperties service;

  SandboxPageController(
      ObjectProvider<SandboxFiles> open,
      ObjectProvider<SandboxAccounts> accounts,
      ServiceProperties service) {
    this.open = open;
    this.accounts = accounts;
    this.service = service;
  }

  @GetMapping("/platform/sandbox")
  @Unauthenticated("it tells how to begin, and in a sandbox all keys are public")
  Page sandbox(View view) {
    boolean here = open.getIfAvailable() != null;
    Page page =
        view.page("sandbox.title").crumb("/platform", "overview.title").lead(view.text("sandbox.lead"));
    if (!here) {
      return page.add(
          Notice.plain(
              Markup.paragraph(view.text("sandbox.elsewhere")),
              Html.lines("SPRING_PROFILES_ACTIVE=sandbox java -jar zhengyan.jar")));
    }
    String base = service.publicUrl().toString();
    accounts.ifAvailable(account -> page.add(Notice.plain(known(account, view))));
    return page.add(
            Steps.of()
                .current(
                    view.text("sandbox.step.key"),
                    Html.lines(
                            "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out client.pem"))
                .todo(
                    view.text("sandbox.step.client"),
                    Html.all(
                        Markup.paragraph(Markup.link("/platform/clients/new", view.text("client.new.title"))),
                        Html.lines(
                                "curl -s "
                                    + base
                                    + "/api/v1/sandbox/clients -H 'Content-Type: application/json' \\\n"
                                    + "  -d '{\"key\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"…\",\"y\":\"…\"}}'")))
                .todo(
                    view.text("sandbox.step.call"), Markup.paragraph(Markup.link("/docs", view.text("sandbox.docs"))))
                .todo(
                    view.text("sandbox.step.all"),
                    Html.lines("bash src/examples/sandbox.sh " + base)))
        .add(
            Markup.section(
                view.text("sandbox.table"),
                Markup.paragraph(view.text("sandbox.password", SandboxFiles.PASSWORD)),
                table(view),
                Markup.paragraph(view.text("sandbox.never")),
                Markup.list(
                    SandboxCase.NEVER.stream()
                        .map(
                            reason ->
                                Html.all(
                                    Html.code(reason.wire()),
                                    Html.text(" "),
                                    Html.text(view.text("never." + reason.wire()))))
                        .toList())));
  }

  /** The account that everybody may use, its present code included. */
  private static Html known(SandboxAccounts account, View view) {
    return Html.all(
        Markup.paragraph(view.text("sandbox.account")),
        Facts.of()
            .add(view.text("team.login"), Html.code(SandboxAccounts.LOGIN))
            .add(view.text("sandbox.account.password"), Html.code(SandboxAccounts.PASSWORD))
            .add(view.text("sandbox.account.code"), Html.code(account.code()))
            .add(view.text("sandbox.account.seed"), Html.code(account.seed()))
            .html());
  }

  private static Html table(View view) {
    Table table =
        Table.of(view.text("sandbox.table"))
            .column(view.text("sandbox.body"))
            .column(view.text("sandbox.answer"))
            .column(view.text("sandbox.how"))
            .column(view.text("sandbox.credential"));
    for (SandboxCase each : SandboxCase.values()) {
      List<Html> answer = new ArrayList<>();
      if (each.reasons().isEmpty()) {
        answer.add(StatusTag.GOOD.of(view.text("state.verified")));
      } else {
        answer.add(StatusTag.BAD.of(view.text("state.rejected")));
        each.reasons().forEach(reason -> answer.add(Html.of("div", Html.code(reason))));
      }
      table.row(
          Html.all(
              Html.of("div", Html.text(each.claimedName())), Show.uscc(each.claimedUscc().value())),
          Html.all(answer),
          Html.text(view.text("case." + each.wire())),
          Html.all(links(each, Suite.P256, view), links(each, Suite.SM2, view)));
    }
    return table.html(view);
  }

  private static List<String> forms(SandboxCase each) {
    if (each.holder() == SandboxCase.Holder.UPLOADS) {
      return List.of("document");
    }
    return each == SandboxCase.CERTIFICATE_MALFORMED
        ? List.of("pem", "credential")
        : List.of("pem", "credential", "pkcs12");
  }

  private static Html links(SandboxCase each, Suite suite, View view) {
    String path = "/api/v1/sandbox/credentials/" + each.wire() + "/" + suite.wire() + "?form=";
    List<Html> links = new ArrayList<>();
    for (String form : forms(each)) {
      links.add(
          Html.of(
              "a",
              List.of("href", path + form, "download", ""),
              Html.classed("span", "unseen", Html.text(each.wire() + " " + suite.wire() + " ")),
              Html.text(view.text("form." + form))));
      links.add(Html.text(" "));
    }
    if (each.holder() == SandboxCase.Holder.UPLOADS) {
      return Html.of("div", Html.text(suite == Suite.SM2 ? "OFD: " : "PDF: "), Html.all(links));
    }
    return Html.of(
        "div", Html.text((suite == Suite.SM2 ? "SM2" : "P-256") + ": "), Html.all(links));
  }
}
