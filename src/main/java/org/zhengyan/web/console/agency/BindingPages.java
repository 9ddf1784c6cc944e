package org.zhengyan.web.console.agency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.util.UriComponentsBuilder;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.binding.Binding;
import org.zhengyan.binding.BindingId;
import org.zhengyan.binding.BodyBindings;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.operator.OperatorNames;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.verification.ActionType;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Field.Option;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** What exists in the body's name on the platforms, and the way to say: this is not ours. */
@Controller
class BindingPages {
  private static final int ROWS = 50;
  private static final int LONGEST_SEARCH = 200;

  private final Agency agency;
  private final BodyBindings bindings;
  private final OperatorNames operators;

  BindingPages(Agency agency, BodyBindings bindings, OperatorNames operators) {
    this.agency = agency;
    this.bindings = bindings;
    this.operators = operators;
  }

  @GetMapping("/agency/bindings")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Page bindings(SignedIn who, View view) {
    Agency.Body body = agency.of(who);
    String cursor = view.parameter("cursor").orElse(null);
    List<Binding> rows =
        bindings.list(body.uscc(), filter(view), PageRequest.of(cursor, null).before(), ROWS);
    Map<String, OperatorNames.Named> names = operators.of(bindings.operators(body.uscc()));
    Table table =
        Table.of(view.text("bindings.title"))
            .column(view.text("bindings.platform"))
            .column(view.text("bindings.subject"))
            .column(view.text("bindings.identifier"))
            .column(view.text("bindings.state"))
            .column(view.text("bindings.since"))
            .filters(filters(names, view))
            .pages(
                cursor == null ? null : path("/agency/bindings", view, null),
                rows.size() < ROWS
                    ? null
                    : path("/agency/bindings", view, Long.toString(rows.getLast().bound().sequence())))
            .export(path("/agency/bindings.csv", view, null))
            .empty(view.text("bindings.none"));
    for (Binding row : rows) {
      Binding.Bound bound = row.bound();
      table.row(
          Html.text(Words.platform(bound.operatorId(), names)),
          Html.text(Words.action(bound.type(), view) + view.text("list.colon") + bound.subject()),
          Html.link("/agency/bindings/" + bound.id(), Html.code(bound.identifier())),
          Words.binding(row, view),
          Show.dense(bound.since()));
    }
    return view.page("bindings.title")
        .crumb("/agency", "nav.home")
        .organ(body.organ())
        .lead(view.text("bindings.lead"))
        .add(table);
  }

  @GetMapping("/agency/bindings.csv")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Export export(SignedIn who, View view) {
    Agency.Body body = agency.of(who);
    Map<String, OperatorNames.Named> names = operators.of(bindings.operators(body.uscc()));
    BodyBindings.Filter filter = filter(view);
    return Export.of(
            view,
            "bindings",
            view.text("bindings.platform"),
            view.text("bindings.action"),
            view.text("bindings.subject"),
            view.text("bindings.identifier"),
            view.text("bindings.state"),
            view.text("bindings.since"),
            view.text("bindings.certificate"))
        .rows(
            page ->
                page.page(
                    bindings.list(body.uscc(), filter, page.before(), page.limit()),
                    row -> row.bound().sequence(),
                    row -> row),
            (Binding row) ->
                List.of(
                    Words.platform(row.bound().operatorId(), names),
                    Words.action(row.bound().type(), view),
                    row.bound().subject(),
                    row.bound().identifier(),
                    view.text("binding.state." + row.state()),
                    row.bound().since().toString(),
                    row.bound().proof().certificate()));
  }

  @GetMapping("/agency/bindings/{id}")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Page binding(SignedIn who, View view, @PathVariable String id) {
    Agency.Body body = agency.of(who);
    Binding binding = require(body, id);
    Page page =
        view.page("binding.title", binding.bound().subject())
            .crumb("/agency", "nav.home")
            .crumb("/agency/bindings", "nav.bindings")
            .organ(body.organ());
    if (view.parameter("done").isPresent() && binding instanceof Binding.Repudiated) {
      page.add(
          Notice.done(view.text("objection.done"), Markup.paragraph(view.text("objection.done.text"))));
    }
    page.add(facts(binding, view));
    return binding instanceof Binding.Active
        ? page.add(
            Markup.section(
                view.text("binding.not-ours"),
                Markup.paragraph(view.text("binding.not-ours.text")),
                Markup.actions(
                    Markup.secondary("/agency/bindings/" + id + "/objection", view.text("binding.object")))))
        : page;
  }

  @GetMapping("/agency/bindings/{id}/objection")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Page askToObject(SignedIn who, View view, @PathVariable String id) {
    Agency.Body body = agency.of(who);
    Binding binding = require(body, id);
    String platform =
        Words.platform(
            binding.bound().operatorId(), operators.of(List.of(binding.bound().operatorId())));
    return view.page("objection.title")
        .crumb("/agency/bindings", "nav.bindings")
        .organ(body.organ())
        .lead(view.text("objection.lead", platform))
        .add(facts(binding, view))
        .add(Notice.mind(view.text("objection.mind"), Markup.paragraph(view.text("objection.mind.text"))))
        .add(
            view.form("/agency/bindings/" + id + "/objection")
                .submit(view.text("objection.submit"))
                .cancel("/agency/bindings/" + id, view.text("cancel")));
  }

  @PostMapping("/agency/bindings/{id}/objection")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  SeeOther object(SignedIn who, View view, @PathVariable String id) {
    Agency.Body body = agency.of(who);
    UUID binding = require(body, id).bound().id();
    return agency.once(
        view,
        who,
        () -> {
          agency.requireActing(who, body.uscc());
          bindings.repudiate(body.uscc(), binding, who.actor());
          return "/agency/bindings/" + id + "?done=objected";
        });
  }

  private Facts facts(Binding binding, View view) {
    Binding.Bound bound = binding.bound();
    OperatorNames.Named platform = operators.of(List.of(bound.operatorId())).get(bound.operatorId());
    Facts facts =
        Facts.of()
            .add(view.text("bindings.platform"), platform == null ? bound.operatorId() : platform.name());
    if (platform != null && platform.filingNumber() != null) {
      facts.add(view.text("binding.filing"), platform.filingNumber());
    }
    facts
        .add(view.text("bindings.action"), Words.action(bound.type(), view))
        .add(view.text("bindings.subject"), bound.subject())
        .add(view.text("bindings.identifier"), Html.code(bound.identifier()))
        .add(view.text("bindings.state"), Words.binding(binding, view))
        .add(view.text("bindings.since"), Show.time(bound.since(), view))
        .add(view.text("binding.proved"), Show.time(bound.proof().verifiedAt(), view))
        .add(view.text("binding.times"), Integer.toString(bound.proof().times()))
        .add(
            view.text("bindings.certificate"),
            Html.link(
                "/agency/certificates/" + bound.proof().certificate(),
                Html.code(bound.proof().certificate().substring(0, 8) + "…")));
    if (bound.digest() != null) {
      facts.add(view.text("binding.digest"), Html.code(bound.digest()));
    }
    return switch (binding) {
      case Binding.Active active -> facts;
      case Binding.Repudiated gone -> facts.add(view.text("binding.ended"), Show.time(gone.at(), view));
      case Binding.Ended gone -> facts.add(view.text("binding.ended"), Show.time(gone.at(), view));
    };
  }

  private Form filters(Map<String, OperatorNames.Named> names, View view) {
    List<Option> platforms = new ArrayList<>();
    platforms.add(new Option("", view.text("filter.all")));
    names.forEach((id, named) -> platforms.add(new Option(id, named.name())));
    List<Option> actions = new ArrayList<>();
    actions.add(new Option("", view.text("filter.all")));
    Arrays.stream(ActionType.values())
        .forEach(type -> actions.add(new Option(type.wire(), Words.action(type, view))));
    return view.search("/agency/bindings")
        .field(Field.of(Field.Kind.SEARCH, "q", view.text("bindings.search")))
        .field(Field.select("platform", view.text("bindings.platform"), platforms))
        .field(Field.select("action", view.text("bindings.action"), actions))
        .field(
            Field.select(
                "state",
                view.text("bindings.state"),
                List.of(
                    new Option("", view.text("filter.all")),
                    new Option("active", view.text("binding.state.active")),
                    new Option("repudiated", view.text("binding.state.repudiated")),
                    new Option("ended", view.text("binding.state.ended")))))
        .submit(view.text("filter.submit"));
  }

  private static BodyBindings.Filter filter(View view) {
    return new BodyBindings.Filter(
        view.parameter("state").orElse(null),
        view.parameter("platform").orElse(null),
        view.parameter("action").orElse(null),
        view.parameter("q").filter(text -> text.length() <= LONGEST_SEARCH).orElse(null));
  }

  private static String path(String path, View view, @Nullable String cursor) {
    UriComponentsBuilder uri = UriComponentsBuilder.fromPath(path);
    Map<String, String> values = new HashMap<>();
    for (String name : List.of("q", "platform", "action", "state")) {
      view.parameter(name)
          .ifPresent(
              value -> {
                uri.queryParam(name, "{" + name + "}");
                values.put(name, value);
              });
    }
    if (cursor != null) {
      uri.queryParam("cursor", cursor);
    }
    return uri.encode().buildAndExpand(values).toUriString();
  }

  private Binding require(Agency.Body body, String id) {
    return BindingId.parse(id)
        .flatMap(parsed -> bindings.find(body.uscc(), parsed))
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such binding of this body"));
  }
}
