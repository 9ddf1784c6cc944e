package org.zhengyan.web.console.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.binding.Binding;
import org.zhengyan.binding.Bindings;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.registry.Uscc;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** What bodies proved to be their own on this platform. */
@Controller
class BindingsPageController {
  private static final List<String> STATES = List.of("active", "repudiated", "ended");
  private static final int ROWS = 50;

  private final Bindings bindings;

  BindingsPageController(Bindings bindings) {
    this.bindings = bindings;
  }

  @GetMapping("/platform/bindings")
  @RequiresRole({Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  Page list(SignedIn who, View view) {
    Optional<String> state = state(view);
    Optional<Uscc> uscc = uscc(view);
    PageRequest page = PageRequest.of(view.parameter("cursor").orElse(null), ROWS);
    List<Binding> found =
        bindings.listOfOperator(who.subject(), uscc.orElse(null), state.orElse(null), page);
    Table table =
        Table.of(view.text("bindings.title"))
            .column(view.text("binding.identifier"))
            .column(view.text("asked.uscc"))
            .column(view.text("binding.state"))
            .column(view.text("binding.since"))
            .column(view.text("binding.verified"));
    for (Binding binding : found) {
      Binding.Bound bound = binding.bound();
      Binding.Proof proof = bound.proof();
      table.row(
          Html.all(
              Html.of("div", Html.text(bound.identifier())),
              Html.classed(
                  "span", "hint", Html.text(view.text("action." + bound.type().wire()) + " " + bound.subject()))),
          Show.uscc(bound.uscc().value()),
          tag(binding, view),
          Show.dense(bound.since()),
          proof.verification() == null
              ? Show.dense(proof.verifiedAt())
              : Html.link("/platform/verifications/" + proof.verification(), Show.dense(proof.verifiedAt())));
    }
    List<Field.Option> states = new ArrayList<>(List.of(new Field.Option("", view.text("filter.all"))));
    STATES.forEach(each -> states.add(new Field.Option(each, view.text("binding." + each))));
    String chosen =
        "?"
            + state.map(each -> "state=" + each + "&").orElse("")
            + uscc.map(each -> "uscc=" + each.value() + "&").orElse("");
    String query = "/platform/bindings" + chosen;
    String last = found.size() < ROWS ? null : Long.toString(found.getLast().bound().sequence());
    return view.page("bindings.title")
        .crumb("/platform", "overview.title")
        .lead(view.text("bindings.lead"))
        .add(
            table
                .filters(
                    view.search("/platform/bindings")
                        .field(Field.text("uscc", view.text("asked.uscc")).required())
                        .field(Field.select("state", view.text("binding.state"), states).required())
                        .submit(view.text("filter")))
                .empty(view.text("bindings.none"))
                .pages(
                    view.parameter("cursor").isPresent() ? query : null,
                    last == null ? null : query + "cursor=" + last)
                .export("/platform/bindings.csv" + chosen))
        .add(Markup.hint(view.text("bindings.hint")));
  }

  @GetMapping("/platform/bindings.csv")
  @RequiresRole({Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  Export export(SignedIn who, View view) {
    String state = state(view).orElse(null);
    Uscc uscc = uscc(view).orElse(null);
    return Export.of(
            view, "bindings", "id", "uscc", "action", "subject", "identifier", "state", "since", "verifiedAt",
            "verification")
        .rows(
            page ->
                page.page(
                    bindings.listOfOperator(who.subject(), uscc, state, page),
                    row -> row.bound().sequence(),
                    row -> row),
            (Binding row) -> cells(row));
  }

  private static List<String> cells(Binding row) {
    Binding.Bound bound = row.bound();
    return List.of(
        bound.id().toString(),
        bound.uscc().value(),
        bound.type().wire(),
        bound.subject(),
        bound.identifier(),
        row.state(),
        bound.since().toString(),
        bound.proof().verifiedAt().toString(),
        Objects.toString(bound.proof().verification(), ""));
  }

  private static Optional<String> state(View view) {
    return view.parameter("state").filter(STATES::contains);
  }

  private static Optional<Uscc> uscc(View view) {
    return view.parameter("uscc").flatMap(Uscc::parse);
  }

  private static Html tag(Binding binding, View view) {
    String word = view.text("binding." + binding.state());
    return switch (binding) {
      case Binding.Active active -> StatusTag.GOOD.of(word);
      case Binding.Repudiated repudiated -> StatusTag.BAD.of(word);
      case Binding.Ended ended -> StatusTag.ENDED.of(word);
    };
  }
}
