package org.zhengyan.web.console.agency;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.People;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.failure.Refusal;
import org.zhengyan.operator.OperatorNames;
import org.zhengyan.principal.PersonStore;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Markup.Way;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** One person of the body: term, certificates, account; and what is done about them, each on a page. */
@Controller
class PersonPages {
  private final Agency agency;
  private final People people;
  private final PersonStore persons;
  private final OperatorNames operators;

  PersonPages(Agency agency, People people, PersonStore persons, OperatorNames operators) {
    this.agency = agency;
    this.people = people;
    this.persons = persons;
    this.operators = operators;
  }

  @GetMapping("/agency/people/{id}")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Page person(SignedIn who, View view, @PathVariable String id) {
    Agency.Body body = agency.of(who);
    Grant grant = people.load(body.uscc(), id);
    List<IssuedCertificate> held = people.certificates(grant);
    Page page = page(body, grant, view, "person.title");
    view.parameter("done")
        .filter(done -> Set.of("appointed", "extended", "handed-over").contains(done))
        .ifPresent(done -> page.add(Notice.done(view.text("person.done." + done))));
    page.add(facts(grant, view));
    if (!held.isEmpty()) {
      page.add(Markup.section(view.text("person.certificates"), certificates(held, view)));
    }
    boolean below =
        body.grant().filter(acting -> acting.role().removes(grant.role())).isPresent();
    if (below && grant.standing() != Grant.Standing.ENDED) {
      if (people.account(grant).filter(state -> state != Account.State.INVITED).isEmpty()) {
        page.add(
            Markup.section(
                view.text("invite.title"),
                Markup.paragraph(view.text("invite.text")),
                view.form("/agency/people/" + id + "/invitation").submit(view.text("invite.submit")).html()));
      }
      page.add(Markup.section(view.text("person.acts"), Markup.ways(ways(id, view))));
    }
    return page;
  }

  /** Not kept for repetition: the code is stored nowhere, and a second one makes it void. */
  @PostMapping("/agency/people/{id}/invitation")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Page invite(SignedIn who, View view, @PathVariable String id, HttpServletResponse response) {
    Agency.Body body = agency.of(who);
    Accounts.Invitation invitation = people.invite(who.person(), body.uscc(), id);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    return page(body, people.load(body.uscc(), id), view, "invited.title")
        .lead(view.text("invited.lead"))
        .add(
            Facts.of()
                .add(view.text("invited.login"), Html.code(invitation.login()))
                .add(view.text("invited.code"), Html.classed("code", "copy", Html.text(invitation.code())))
                .add(view.text("invited.until"), Show.time(invitation.expiresAt(), view)))
        .add(Notice.mind(view.text("invited.mind"), Markup.paragraph(view.text("invited.mind.text"))))
        .add(Markup.actions(Markup.secondary("/agency/people/" + id, view.text("invited.back"))));
  }

  @GetMapping("/agency/people/{id}/removal")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Page askToRemove(SignedIn who, View view, @PathVariable String id) {
    Agency.Body body = agency.of(who);
    Grant grant = people.load(body.uscc(), id);
    List<IssuedCertificate> held = people.certificates(grant);
    List<Html> follows = new ArrayList<>();
    follows.add(Html.text(view.text("removal.certificates", held.size())));
    follows.add(Html.text(view.text("removal.downloads")));
    follows.add(Html.text(view.text("removal.sessions")));
    return page(body, grant, view, "removal.title")
        .lead(view.text("removal.lead"))
        .add(Markup.list(follows))
        .add(held.isEmpty() ? Html.nothing() : certificates(held, view))
        .add(Notice.mind(view.text("removal.mind"), Markup.paragraph(view.text("removal.mind.text"))))
        .add(
            view.form("/agency/people/" + id + "/removal")
                .submit(view.text("removal.submit", held.size()))
                .cancel("/agency/people/" + id, view.text("cancel")));
  }

  @PostMapping("/agency/people/{id}/removal")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  SeeOther remove(SignedIn who, View view, @PathVariable String id) {
    Agency.Body body = agency.of(who);
    return agency.once(
        view,
        who,
        () ->
            "/agency/people?done=ended&revoked="
                + people.remove(who.person(), body.uscc(), id).revoked());
  }

  @GetMapping("/agency/people/{id}/term")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Page askForTerm(SignedIn who, View view, @PathVariable String id) {
    return term(agency.of(who), view, id, FormProblems.none());
  }

  @PostMapping("/agency/people/{id}/term")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Object extend(SignedIn who, View view, @PathVariable String id) {
    Agency.Body body = agency.of(who);
    try {
      return agency.once(
          view,
          who,
          () -> {
            Instant until = GrantForm.day("/until", view.typed("until"), 1);
            people.extend(who.person(), body.uscc(), id, until);
            return "/agency/people/" + id + "?done=extended";
          });
    } catch (Refusal refusal) {
      return problems(refusal, view, found -> term(body, view, id, found));
    }
  }

  @GetMapping("/agency/people/{id}/handover")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Page askToHandOver(SignedIn who, View view, @PathVariable String id) {
    return handOver(agency.of(who), view, id, FormProblems.none());
  }

  @PostMapping("/agency/people/{id}/handover")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Object handOver(SignedIn who, View view, @PathVariable String id) {
    Agency.Body body = agency.of(who);
    try {
      return agency.once(
          view,
          who,
          () -> {
            Grant next = people.handOver(who.person(), body.uscc(), id, view.typed("name"));
            return "/agency/people/" + next.id() + "?done=handed-over";
          });
    } catch (Refusal refusal) {
      return problems(refusal, view, found -> handOver(body, view, id, found));
    }
  }

  /** Beside the form where something that was typed is to be mended; the rest is a page of its own. */
  private static Page problems(
      Refusal refusal, View view, Function<FormProblems, Page> form) {
    if (refusal.errors().isEmpty()) {
      throw refusal;
    }
    FormProblems found = FormProblems.of(refusal, view);
    return form.apply(found).problems(found);
  }

  private Page term(Agency.Body body, View view, String id, FormProblems problems) {
    Grant grant = people.load(body.uscc(), id);
    Instant until = grant.until();
    String present =
        until == null ? null : Show.localDay(until.minusSeconds(1)).toString();
    Form form =
        view.form("/agency/people/" + id + "/term")
            .field(
                Field.date("until", view.text("appoint.until"))
                    .hint(view.text("appoint.until.hint"))
                    .value(present))
            .submit(view.text("term.submit"))
            .cancel("/agency/people/" + id, view.text("cancel"));
    if (!problems.isEmpty()) {
      form.problems(problems);
    }
    return page(body, grant, view, "term.title").lead(view.text("term.lead")).add(form);
  }

  private Page handOver(Agency.Body body, View view, String id, FormProblems problems) {
    Grant grant = people.load(body.uscc(), id);
    int held = people.certificates(grant).size();
    return page(body, grant, view, "handover.title")
        .lead(view.text("handover.lead"))
        .add(
            Markup.list(
                List.of(
                    Html.text(view.text("handover.certificates", held)),
                    Html.text(view.text("removal.sessions")),
                    Html.text(view.text("handover.new")))))
        .add(
            view.form("/agency/people/" + id + "/handover")
                .field(Field.text("name", view.text("handover.name")).with("autocomplete", "off").required())
                .problems(problems)
                .submit(view.text("handover.submit"))
                .cancel("/agency/people/" + id, view.text("cancel")));
  }

  private Page page(Agency.Body body, Grant grant, View view, String title) {
    return view.page(title, name(grant, view))
        .crumb("/agency", "nav.home")
        .crumb("/agency/people", "nav.people")
        .organ(body.organ());
  }

  private Facts facts(Grant grant, View view) {
    Set<String> platforms = grant.scope().operators();
    Map<String, OperatorNames.Named> names =
        platforms == null ? new HashMap<>() : operators.of(platforms);
    Facts facts =
        Facts.of()
            .add(view.text("people.name"), name(grant, view))
            .add(view.text("people.role"), view.text("people.role." + grant.role().wire()))
            .add(view.text("people.contractor.fact"), grant.contractor() ? view.text("yes") : "")
            .add(view.text("people.state"), Words.grant(grant, view))
            .add(view.text("people.scope"), Words.scope(grant.scope(), names, view))
            .add(view.text("people.from"), Show.time(grant.from(), view))
            .add(view.text("people.term"), PeoplePages.term(grant, view));
    Grant.End end = grant.end();
    if (end != null) {
      facts
          .add(view.text("people.ended"), Show.time(end.at(), view))
          .add(view.text("people.why"), view.text("people.why." + end.reason().wire()));
    }
    String account =
        people
            .account(grant)
            .map(state -> view.text("account.state." + state.wire()))
            .orElse(view.text("account.none"));
    return facts.add(view.text("people.account"), end == null ? account : "");
  }

  private static Html certificates(List<IssuedCertificate> held, View view) {
    return Markup.list(
        held.stream()
            .map(
                each ->
                    Html.all(
                        Html.link(
                            "/agency/certificates/" + each.serial().hex(),
                            Html.code(each.serial().hex().substring(0, 8) + "…")),
                        Html.text(
                            view.text(
                                "person.certificate",
                                view.text("suite." + each.ca().suite().wire()),
                                Show.day(each.notAfter().atZone(CertificateStore.CALENDAR).toLocalDate(), view)))))
            .toList());
  }

  private static List<Way> ways(String id, View view) {
    String path = "/agency/people/" + id;
    return List.of(
        new Way(path + "/term", view.text("way.term"), view.text("way.term.text")),
        new Way(path + "/handover", view.text("way.handover"), view.text("way.handover.text")),
        new Way(path + "/removal", view.text("way.remove"), view.text("way.remove.text")));
  }

  private String name(Grant grant, View view) {
    return persons.findName(grant.person()).orElse(view.text("person.erased"));
  }
}
