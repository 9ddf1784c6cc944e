package org.zhengyan.web.console.account;

import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.Devices;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.staff.Keepers;
import org.zhengyan.access.staff.OverseasAsked;
import org.zhengyan.access.staff.OverseasRequests;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.OverseasCells;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** What people of a body and of a platform ask for abroad; the authority decides ({@code /authority/overseas}). */
@Controller
class OverseasRequestController {
  private static final String PATH = OverseasController.PATH;
  private static final int PAGE = 50;

  private final OverseasRequests requests;
  private final Keepers keepers;
  private final Accounts accounts;
  private final Devices devices;
  private final Idempotency idempotency;

  OverseasRequestController(
      OverseasRequests requests, Keepers keepers, Accounts accounts, Devices devices, Idempotency idempotency) {
    this.requests = requests;
    this.keepers = keepers;
    this.accounts = accounts;
    this.devices = devices;
    this.idempotency = idempotency;
  }

  Page list(SignedIn who, View view) {
    PageRequest.Page<OverseasAsked> page = page(who, PageRequest.of(view.parameter("after").orElse(null), PAGE));
    Table table =
        Table.of(view.text("overseas.title"))
            .column(view.text("sign-in.login"))
            .column(view.text("member.device"))
            .column(view.text("overseas.period"))
            .column(view.text("people.state"))
            .column(view.text("people.act"))
            .empty(view.text("overseas.none"))
            .pages(
                view.parameter("after").isEmpty() ? null : PATH,
                page.next() == null ? null : PATH + "?after=" + page.next())
            .export(PATH + "/export");
    for (OverseasAsked asked : page.items()) {
      boolean given = asked.standing().given();
      table.row(
          Html.code(asked.login()),
          Html.text(OverseasCells.device(view, asked.device())),
          OverseasCells.term(view, asked.from(), asked.to()),
          Html.all(OverseasCells.state(view, asked.standing()), why(view, asked)),
          requests.withdraws(who, asked)
              ? Markup.actions(
                  view.form(PATH + "/asked/" + asked.id() + "/withdrawal")
                      .submit(view.text(given ? "overseas.withdraw" : "overseas.unask"))
                      .html())
              : Html.nothing());
    }
    Page shown = view.page("overseas.title").lead(view.text("overseas.body.lead"));
    if (who.hasAny(Role.RESPONSIBLE, Role.MANAGER, Role.OWNER)) {
      shown.add(Markup.paragraph(view.text("overseas.body.others")));
    }
    return shown.add(Markup.actions(Markup.action(PATH + "/new", view.text("overseas.ask")))).add(table);
  }

  private static Html why(View view, OverseasAsked asked) {
    String refusal = asked.refusal();
    return switch (asked.standing()) {
      case REFUSED -> refusal == null ? Html.nothing() : Markup.hint(refusal);
      case LAPSED -> Markup.hint(view.text("overseas.lapsed"));
      default -> Html.nothing();
    };
  }

  Export export(SignedIn who, View view) {
    return Export.of(
            view,
            "overseas-permissions",
            view.text("sign-in.login"),
            view.text("member.device"),
            view.text("overseas.from"),
            view.text("overseas.to"),
            view.text("people.state"))
        .rows(
            request -> page(who, request),
            asked ->
                List.of(
                    asked.login(),
                    OverseasCells.device(view, asked.device()),
                    asked.from().toString(),
                    asked.to().toString(),
                    OverseasCells.words(view, asked.standing())));
  }

  private PageRequest.Page<OverseasAsked> page(SignedIn who, PageRequest request) {
    return request.page(requests.of(who, request), OverseasAsked::position, asked -> asked);
  }

  @PostMapping(PATH + "/asked/{id:[0-9a-f]{32}}/withdrawal")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER, Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  SeeOther withdraw(SignedIn who, @PathVariable String id) {
    requests.withdraw(who, id);
    return new SeeOther(PATH);
  }

  @GetMapping(PATH + "/new")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER, Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  Page ask(SignedIn who, View view) {
    return asking(view, accounts.load(who.accountId()), PATH + "/new", FormProblems.none());
  }

  @PostMapping(PATH + "/new")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER, Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  Object submit(SignedIn who, View view) {
    return submit(who, view, accounts.load(who.accountId()), PATH + "/new");
  }

  /** The form for an account that the reader keeps. */
  Page ask(SignedIn who, View view, String id) {
    return asking(view, kept(who, id), path(id), FormProblems.none());
  }

  Object submit(SignedIn who, View view, String id) {
    return submit(who, view, kept(who, id), path(id));
  }

  private Account kept(SignedIn who, String id) {
    Account account = keepers.load(who, id);
    if (!keepers.keeps(who, account)) {
      throw Refusal.of(Problem.FORBIDDEN, "Another keeper acts for this account");
    }
    return account;
  }

  private static String path(String id) {
    return "/account/people/" + id + "/overseas";
  }

  private Object submit(SignedIn who, View view, Account account, String action) {
    try {
      idempotency.once(
          view.idempotent(who.actor()),
          () ->
              ResponseEntity.ok(
                  requests
                      .ask(
                          who,
                          account.id(),
                          OverseasController.device(view),
                          ProposalController.day(view, "from", 0),
                          ProposalController.day(view, "to", 1),
                          view.typed("reason"))
                      .id()));
      return new SeeOther(PATH);
    } catch (Refusal refusal) {
      if (refusal.problem() != Problem.REFUSED_BY_RULE && refusal.problem() != Problem.WRONG_STATE) {
        throw refusal;
      }
      return asking(view, account, action, FormProblems.of(refusal, view));
    }
  }

  private Page asking(View view, Account account, String action, FormProblems problems) {
    return OverseasController.form(
        view.page("overseas.asking", account.login())
            .crumb(PATH, "overseas.title")
            .lead(view.text("overseas.asking.lead")),
        view.form(action).submit(view.text("overseas.submit")),
        devices.of(account.id()),
        view,
        problems,
        Field.area("reason", view.text("overseas.reason"))
            .hint(view.text("overseas.reason.hint"))
            .with("maxlength", "200")
            .required());
  }
}
