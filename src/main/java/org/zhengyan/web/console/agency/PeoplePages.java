package org.zhengyan.web.console.agency;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.GrantRole;
import org.zhengyan.access.people.People;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.failure.Refusal;
import org.zhengyan.operator.OperatorNames;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PersonStore;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** The people of the body, from the responsible person down, and the appointment of one. */
@Controller
class PeoplePages {
  private final Agency agency;
  private final People people;
  private final PersonStore persons;
  private final CertificateStore certificates;
  private final OperatorNames operators;
  private final GrantForm form;

  PeoplePages(
      Agency agency,
      People people,
      PersonStore persons,
      CertificateStore certificates,
      OperatorNames operators,
      GrantForm form) {
    this.agency = agency;
    this.people = people;
    this.persons = persons;
    this.certificates = certificates;
    this.operators = operators;
    this.form = form;
  }

  @GetMapping("/agency/people")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Page people(SignedIn who, View view) {
    Agency.Body body = agency.of(who);
    List<Grant> all = people.list(body.uscc());
    List<Grant> present = all.stream().filter(grant -> grant.end() == null).toList();
    Page page =
        view.page("people.title")
            .crumb("/agency", "nav.home")
            .organ(body.organ())
            .lead(view.text("people.lead"));
    if (view.parameter("done").filter("ended"::equals).isPresent()) {
      page.add(
          Notice.done(
              view.text("people.done.ended"),
              Markup.paragraph(
                  view.text("people.done.ended.text", number(view.parameter("revoked").orElse("0"))))));
    }
    body.grant()
        .filter(grant -> grant.role() != GrantRole.USER)
        .ifPresent(
            grant ->
                page.add(
                    Markup.actions(
                        Markup.action("/agency/people/new", view.text("people.add." + grant.role().wire())))));
    for (GrantRole role : GrantRole.values()) {
      List<Grant> rows = present.stream().filter(grant -> grant.role() == role).toList();
      page.add(
          Markup.section(
              view.text("people.role." + role.wire()), table(body, rows, role, view).html(view)));
    }
    List<Grant> gone = all.stream().filter(grant -> grant.end() != null).toList();
    return gone.isEmpty()
        ? page
        : page.add(
            Markup.details(view.text("people.gone", gone.size()), gone(gone, view).html(view)));
  }

  @GetMapping("/agency/people/new")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Page ask(SignedIn who, View view) {
    return asking(agency.of(who), view, FormProblems.none());
  }

  @PostMapping("/agency/people")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Object appoint(SignedIn who, View view) {
    Agency.Body body = agency.of(who);
    try {
      return agency.once(
          view,
          who,
          () -> {
            Grant acting = agency.requireActing(who, body.uscc());
            Grant made = people.appoint(who.person(), body.uscc(), form.read(acting, view));
            return "/agency/people/" + made.id() + "?done=appointed";
          });
    } catch (Refusal refusal) {
      FormProblems problems = FormProblems.of(refusal, view);
      return asking(body, view, problems).problems(problems);
    }
  }

  private Page asking(Agency.Body body, View view, FormProblems problems) {
    Grant acting = agency.requireActing(body.who(), body.uscc());
    return view.page("appoint.title." + acting.role().wire())
        .crumb("/agency", "nav.home")
        .crumb("/agency/people", "nav.people")
        .organ(body.organ())
        .lead(view.text("appoint.lead." + acting.role().wire()))
        .add(form.of(acting, view).problems(problems).cancel("/agency/people", view.text("cancel")));
  }

  private Table table(Agency.Body body, List<Grant> rows, GrantRole role, View view) {
    Table table =
        Table.of(view.text("people.role." + role.wire()))
            .column(view.text("people.name"))
            .column(view.text("people.scope"))
            .column(view.text("people.term"))
            .number(view.text("people.certificates"))
            .column(view.text("people.state"))
            .empty(view.text("people.none." + role.wire()));
    Map<PersonId, String> names = names(rows);
    Map<String, OperatorNames.Named> platforms = operators.of(platforms(rows));
    Map<String, Integer> held = new HashMap<>();
    certificates
        .live(body.uscc())
        .forEach(each -> held.merge(each.holder() == null ? "" : each.holder(), 1, Integer::sum));
    for (Grant grant : rows) {
      String name = names.getOrDefault(grant.person(), view.text("person.erased"));
      table.row(
          Html.all(
              Markup.link("/agency/people/" + grant.id(), name),
              Html.text(grant.contractor() ? view.text("people.contractor") : "")),
          Html.text(Words.scope(grant.scope(), platforms, view)),
          term(grant, view),
          Html.text(Show.count(held.getOrDefault(grant.holder(), 0))),
          Words.grant(grant, view));
    }
    return table;
  }

  private Table gone(List<Grant> rows, View view) {
    Table table =
        Table.of(view.text("people.gone", rows.size()))
            .column(view.text("people.name"))
            .column(view.text("people.role"))
            .column(view.text("people.ended"))
            .column(view.text("people.why"));
    Map<PersonId, String> names = names(rows);
    for (Grant grant : rows) {
      Grant.End end = grant.end();
      if (end != null) {
        table.row(
            Markup.link(
                "/agency/people/" + grant.id(),
                names.getOrDefault(grant.person(), view.text("person.erased"))),
            Html.text(view.text("people.role." + grant.role().wire())),
            Show.dense(end.at()),
            Html.text(view.text("people.why." + end.reason().wire())));
      }
    }
    return table;
  }

  static Html term(Grant grant, View view) {
    return grant.until() == null
        ? Html.text(view.text("people.term.open"))
        : Html.all(Html.text(view.text("people.term.until")), Show.dense(grant.until()));
  }

  private Map<PersonId, String> names(List<Grant> grants) {
    return persons.names(grants.stream().map(Grant::person).toList());
  }

  private static Set<String> platforms(List<Grant> grants) {
    Set<String> ids = new HashSet<>();
    for (Grant grant : grants) {
      Set<String> some = grant.scope().operators();
      if (some != null) {
        ids.addAll(some);
      }
    }
    return ids;
  }

  /** From our own redirect; whatever else stands there is no number. */
  private static String number(String text) {
    return text.matches("[0-9]{1,4}") ? text : "0";
  }
}
