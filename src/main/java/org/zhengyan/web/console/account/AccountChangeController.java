package org.zhengyan.web.console.account;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.Devices;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.staff.Keepers;
import org.zhengyan.access.staff.Namesakes;
import org.zhengyan.access.staff.StaffDesk;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PersonStore;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;
import tools.jackson.databind.JsonNode;

/** What was proposed about accounts, ranges and the log, and the decision of a second person. */
@Controller
class AccountChangeController {
  private static final int PAGE = 50;

  private final StaffDesk desk;
  private final Keepers keepers;
  private final PersonStore persons;
  private final Namesakes namesakes;
  private final Devices devices;

  AccountChangeController(
      StaffDesk desk, Keepers keepers, PersonStore persons, Namesakes namesakes, Devices devices) {
    this.desk = desk;
    this.keepers = keepers;
    this.persons = persons;
    this.namesakes = namesakes;
    this.devices = devices;
  }

  @GetMapping("/account/changes")
  @RequiresRole({Role.ADMINISTRATOR, Role.REVIEWER})
  Page list(SignedIn who, View view) {
    String cursor = view.parameter("cursor").orElse(null);
    PageRequest.Page<Change> changes = page(who, PageRequest.of(cursor, PAGE));
    Table table =
        Table.of(view.text("changes.title"))
            .column(view.text("changes.type"))
            .column(view.text("changes.by"))
            .column(view.text("changes.at"))
            .column(view.text("people.state"))
            .empty(view.text("changes.none"))
            .pages(
                cursor == null ? null : "/account/changes",
                changes.next() == null ? null : "/account/changes?cursor=" + changes.next())
            .export("/account/changes/export");
    for (Change change : changes.items()) {
      table.row(
          Markup.link("/account/changes/" + change.id(), view.text("type." + change.type())),
          Html.text(name(change.proposal().submittedBy())),
          Show.dense(change.proposal().submittedAt()),
          state(view, change));
    }
    return view.page("changes.title").lead(view.text("changes.two")).add(table);
  }

  /** What the list shows; what was proposed in each is on its own page. */
  @GetMapping("/account/changes/export")
  @RequiresRole({Role.ADMINISTRATOR, Role.REVIEWER})
  Export export(SignedIn who, View view) {
    return Export.of(
            view,
            "account-changes",
            view.text("changes.type"),
            view.text("changes.by"),
            view.text("changes.at"),
            view.text("people.state"))
        .rows(
            page -> page(who, page),
            change ->
                List.of(
                    view.text("type." + change.type()),
                    name(change.proposal().submittedBy()),
                    change.proposal().submittedAt().toString(),
                    view.text("change.state." + change.state())));
  }

  private PageRequest.Page<Change> page(SignedIn who, PageRequest request) {
    return request.page(desk.list(who, null, request), Change::sequence, change -> change);
  }

  @GetMapping("/account/changes/{id}")
  @RequiresRole({Role.ADMINISTRATOR, Role.REVIEWER})
  Page show(SignedIn who, View view, @PathVariable String id) {
    return shown(who, view, id, FormProblems.none());
  }

  private Page shown(SignedIn who, View view, String id, FormProblems problems) {
    Change change = desk.load(who, id);
    Facts facts =
        Facts.of()
            .add(view.text("people.state"), state(view, change))
            .add(view.text("changes.subject"), subject(change))
            .add(view.text("changes.by"), name(change.proposal().submittedBy()))
            .add(view.text("changes.at"), Show.time(change.proposal().submittedAt(), view));
    for (Map.Entry<String, JsonNode> member : change.proposedAs(JsonNode.class).properties()) {
      facts.add(view.text("member." + member.getKey()), value(view, change, member.getKey(), member.getValue()));
    }
    PersonId decided = change.proposal().decidedBy();
    if (decided != null) {
      facts.add(view.text("changes.decided"), name(decided));
    }
    String reason = change.proposal().reason();
    if (reason != null) {
      facts.add(view.text("changes.reason"), reason);
    }
    facts.add(view.text("changes.digest"), Show.fingerprint(change.proposal().digest()));
    Page page =
        view.page("change.shown", view.text("type." + change.type()))
            .crumb("/account/changes", "changes.title")
            .problems(problems)
            .add(facts);
    if (who.has(Role.REVIEWER) && keepers.approved(who, change).isPresent()) {
      page.add(
          view.form("/account/changes/" + id + "/code").submit(view.text("person.code")).html(),
          Markup.hint(view.text("person.code.hint")));
    }
    boolean open = change.state().equals("submitted");
    if (open && change.type().equals("new-account")) {
      page.add(known(view, new PersonId(change.proposal().subject())));
    }
    if (!open || !who.has(Role.REVIEWER)) {
      return open ? page.add(Markup.hint(view.text("changes.waits"))) : page;
    }
    return page.add(
        view.form("/account/changes/" + id)
            .hidden("digest", change.proposal().digest())
            .field(
                Field.text("reason", view.text("changes.reason"))
                    .hint(view.text("changes.reason.hint"))
                    .conditional())
            .problems(problems)
            .decide("decision", "approve", view.text("changes.approve"))
            .decide("decision", "refuse", view.text("changes.refuse")));
  }

  /** Whom the reviewer may know already under that name. */
  private Html known(View view, PersonId person) {
    List<Namesakes.Namesake> all = namesakes.of(person);
    if (all.isEmpty()) {
      return Markup.hint(view.text("namesake.none"));
    }
    Table table =
        Table.of(view.text("namesake.title"))
            .column(view.text("namesake.known"))
            .column(view.text("member.authority"))
            .column(view.text("member.number"))
            .column(view.text("namesake.who"));
    for (Namesakes.Namesake each : all) {
      table.row(
          Html.code(each.knownAs()),
          Html.text(each.authority()),
          Html.text(each.number() == null ? view.text("value.none") : each.number()),
          each.same()
              ? StatusTag.GOOD.of(view.text("namesake.same"))
              : StatusTag.UNKNOWN.of(view.text("namesake.other")));
    }
    return Markup.section(
        view.text("namesake.title"), Markup.paragraph(view.text("namesake.text")), table.html(view));
  }

  /** The code is on this page and on no other; reloading it makes another. */
  @PostMapping("/account/changes/{id}/code")
  @RequiresRole(Role.REVIEWER)
  Page code(SignedIn who, View view, @PathVariable String id) {
    return StaffController.code(
        view,
        keepers.code(who, desk.load(who, id)),
        "/account/changes",
        "changes.title",
        "/account/changes/" + id);
  }

  @PostMapping("/account/changes/{id}")
  @RequiresRole(Role.REVIEWER)
  Object decide(SignedIn who, View view, @PathVariable String id) {
    try {
      if (view.typed("decision").equals("approve")) {
        desk.approve(who, id, view.typed("digest"));
      } else {
        desk.refuse(who, id, view.typed("reason"));
      }
      return new SeeOther("/account/changes/" + id);
    } catch (Refusal refusal) {
      if (refusal.problem() == Problem.UNAVAILABLE || refusal.problem() == Problem.NOT_FOUND) {
        throw refusal;
      }
      return shown(who, view, id, FormProblems.of(refusal, view));
    }
  }

  /** A person who is to have an account by name, everything else by its id. */
  private Html subject(Change change) {
    String subject = change.proposal().subject();
    return change.type().equals("new-account") ? Html.text(name(new PersonId(subject))) : Html.code(subject);
  }

  private String name(PersonId person) {
    return persons.findName(person).orElse("?");
  }

  /** Roles by their names, times and devices as people know them, and everything else as it is proposed. */
  private Html value(View view, Change change, String member, JsonNode value) {
    return switch (member) {
      case "from", "to", "until" ->
          value.isString() ? Show.time(Instant.parse(value.asString()), view) : Html.text(words(view, member, value));
      case "device" -> Html.text(device(change.proposal().subject(), value.asString()));
      default -> Html.text(words(view, member, value));
    };
  }

  private String device(String account, String id) {
    return devices.of(account).stream()
        .filter(each -> each.id().equals(id))
        .map(each -> each.label() + ' ' + each.number())
        .findFirst()
        .orElse(id);
  }

  private static String words(View view, String member, JsonNode value) {
    if (value.isNull() || value.isArray() && value.isEmpty()) {
      return view.text("value.none");
    }
    if (value.isBoolean()) {
      return view.text(value.asBoolean() ? "people.contractor.yes" : "people.contractor.no");
    }
    if (value.isArray()) {
      StringBuilder all = new StringBuilder();
      for (JsonNode item : value) {
        all.append(all.isEmpty() ? "" : view.text("list.separator"))
            .append(member.equals("roles") ? view.text("role." + item.asString()) : item.asString());
      }
      return all.toString();
    }
    return switch (member) {
      case "step" -> view.text("step." + value.asString().toLowerCase(java.util.Locale.ROOT));
      default -> value.asString();
    };
  }

  private static Html state(View view, Change change) {
    StatusTag tag =
        switch (change.state()) {
          case "submitted" -> StatusTag.WAITING;
          case "applied" -> StatusTag.GOOD;
          case "refused" -> StatusTag.BAD;
          default -> StatusTag.ENDED;
        };
    return tag.of(view.text("change.state." + change.state()));
  }
}
