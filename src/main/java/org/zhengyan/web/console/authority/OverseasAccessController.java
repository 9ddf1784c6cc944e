package org.zhengyan.web.console.authority;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.zhengyan.access.Realm;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.staff.OverseasAsked;
import org.zhengyan.access.staff.OverseasAsked.Standing;
import org.zhengyan.access.staff.OverseasRequests;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PersonStore;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.OverseasCells;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** Access from abroad that people of bodies and platforms ask for: a clerk examines, a second person decides. */
@Controller
@RequestMapping(OverseasAccessController.PATH)
class OverseasAccessController {
  static final String PATH = "/authority/overseas";
  private static final String ONE = "/{id:[0-9a-f]{32}}";

  private final OverseasRequests requests;
  private final PersonStore persons;
  private final Idempotency idempotency;

  OverseasAccessController(OverseasRequests requests, PersonStore persons, Idempotency idempotency) {
    this.persons = persons;
    this.requests = requests;
    this.idempotency = idempotency;
  }

  @GetMapping
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page list(SignedIn who, View view) {
    PageRequest.Page<OverseasAsked> page =
        page(who, view, PageRequest.of(view.parameter("after").orElse(null), null));
    Table table =
        Table.of(view.text("abroad.title"))
            .column(view.text("abroad.of"))
            .column(view.text("abroad.account"))
            .column(view.text("overseas.period"))
            .column(view.text("changes.submitted"))
            .column(view.text("changes.state"))
            .empty(view.text("abroad.none"))
            .filters(
                view.search(PATH)
                    .field(
                        Field.select(
                                "show",
                                view.text("abroad.show"),
                                Arrays.stream(OverseasRequests.Selection.values())
                                    .map(each -> new Field.Option(wire(each), view.text("abroad.show." + wire(each))))
                                    .toList())
                            .value(wire(selection(view))))
                    .submit(view.text("search")))
            .pages(
                view.parameter("after").isEmpty() ? null : Query.of(view, PATH, "", "", "show"),
                page.next() == null ? null : Query.of(view, PATH, "after", page.next(), "show"))
            .export(Query.of(view, PATH + "/export", "", "", "show"));
    for (OverseasAsked asked : page.items()) {
      table.row(
          Markup.link(PATH + "/" + asked.id(), asked.name()),
          Html.code(asked.login()),
          OverseasCells.term(view, asked.from(), asked.to()),
          Show.dense(asked.askedAt()),
          OverseasCells.state(view, asked.standing()));
    }
    return view.page("abroad.title").lead(view.text("abroad.lead")).add(table);
  }

  @GetMapping("/export")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Export export(SignedIn who, View view) {
    return Export.of(
            view,
            "overseas-access",
            view.text("abroad.of"),
            view.text("abroad.account"),
            view.text("abroad.from"),
            view.text("abroad.to"),
            view.text("changes.state"))
        .rows(
            request -> page(who, view, request),
            asked ->
                List.of(
                    asked.name(),
                    asked.login(),
                    asked.from().toString(),
                    asked.to().toString(),
                    OverseasCells.words(view, asked.standing())));
  }

  private PageRequest.Page<OverseasAsked> page(SignedIn who, View view, PageRequest request) {
    return request.page(
        requests.in(who.actor(), selection(view), request), OverseasAsked::position, asked -> asked);
  }

  private static OverseasRequests.Selection selection(View view) {
    return Arrays.stream(OverseasRequests.Selection.values())
        .filter(each -> wire(each).equals(view.typed("show")))
        .findFirst()
        .orElse(OverseasRequests.Selection.WAITING);
  }

  private static String wire(OverseasRequests.Selection selection) {
    return selection.name().toLowerCase(Locale.ROOT);
  }

  @GetMapping(ONE)
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page show(SignedIn who, View view, @PathVariable String id) {
    return page(who, view, id, FormProblems.none(), null);
  }

  @PostMapping(ONE + "/examination")
  @RequiresRole(Role.CLERK)
  Object examine(SignedIn who, View view, @PathVariable String id) {
    return decided(
        who,
        view,
        id,
        () ->
            Decision.once(
                idempotency,
                who,
                view,
                () -> requests.accept(who.actor(), id).id(),
                reason -> requests.decline(who.actor(), id, reason).id()));
  }

  @PostMapping(ONE + "/decision")
  @RequiresRole(Role.REVIEWER)
  Object decide(SignedIn who, View view, @PathVariable String id) {
    return decided(
        who,
        view,
        id,
        () ->
            requests.deciding(
                who.actor(),
                id,
                () ->
                    Decision.once(
                        idempotency,
                        who,
                        view,
                        () -> {
                          requests.approve(who.actor(), id, view.typed("digest"));
                          return id;
                        },
                        reason -> {
                          requests.refuse(who.actor(), id, reason);
                          return id;
                        })));
  }

  private Object decided(SignedIn who, View view, String id, Runnable decision) {
    return Decision.orAgain(
        view,
        () -> {
          decision.run();
          return new SeeOther(PATH + "/" + id);
        },
        (problems, failed) -> page(who, view, id, problems, failed));
  }

  @PostMapping(ONE + "/withdrawal")
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  SeeOther withdraw(SignedIn who, @PathVariable String id) {
    requests.revoke(who.actor(), id);
    return new SeeOther(PATH + "/" + id);
  }

  private Page page(SignedIn who, View view, String id, FormProblems problems, @Nullable Refusal failed) {
    OverseasAsked asked = requests.load(who.actor(), id);
    Page page =
        view.page("abroad.one", asked.login())
            .crumb(PATH, "abroad.title")
            .lead(view.text("abroad.one.lead"))
            .problems(problems);
    if (failed != null) {
      page.add(Decision.failed(view, failed));
    }
    String refusal = asked.refusal();
    page.add(
        Facts.of()
            .add(view.text("changes.state"), OverseasCells.state(view, asked.standing()))
            .add(view.text("abroad.of"), of(asked))
            .add(view.text("abroad.account"), Html.code(asked.login()))
            .add(view.text("abroad.person"), name(asked.person()))
            .add(view.text("abroad.asker"), name(asked.askedBy()))
            .add(view.text("abroad.device"), OverseasCells.device(view, asked.device()))
            .add(view.text("overseas.period"), OverseasCells.term(view, asked.from(), asked.to()))
            .add(view.text("abroad.reason"), asked.reason())
            .add(view.text("changes.submitted"), Show.moment(asked.askedAt(), view))
            .add(view.text("change.reason"), refusal == null ? "" : refusal));
    String change = asked.change();
    if (asked.standing() == Standing.ASKED) {
      page.add(
          Decision.of(
              view,
              who,
              asked.askedBy(),
              who.has(Role.CLERK),
              PATH + "/" + id + "/examination",
              "",
              view.text("abroad.accept"),
              problems));
    } else if (asked.standing() == Standing.SUBMITTED && change != null) {
      Change submitted = requests.change(who.actor(), change);
      page.add(
          Decision.of(
              view,
              who,
              submitted.proposal().submittedBy(),
              who.has(Role.REVIEWER),
              PATH + "/" + id + "/decision",
              submitted.proposal().digest(),
              view.text("abroad.approve"),
              problems));
    } else if (asked.standing().given()) {
      page.add(
          Markup.section(
              view.text("abroad.end"),
              Markup.hint(view.text("abroad.end.hint")),
              view.form(PATH + "/" + id + "/withdrawal").submit(view.text("abroad.withdraw")).html()));
    }
    return page;
  }

  private String name(PersonId person) {
    return persons.findName(person).orElse("?");
  }

  private static Html of(OverseasAsked asked) {
    return Markup.link(
        (asked.realm() == Realm.AGENCY ? "/authority/registry/" : PlatformPages.PATH + "/") + asked.subject(),
        asked.name());
  }
}
