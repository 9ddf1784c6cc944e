package org.zhengyan.web.console.authority;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.RegionPurpose;
import org.zhengyan.registry.RegionRequest;
import org.zhengyan.registry.RegistryDesk;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** What a division is switched on for, and proposals to switch it. */
@Controller
class RegionsController {
  private static final String PATH = "/authority/regions";

  private final RegistryDesk desk;
  private final Institutions institutions;
  private final Idempotency idempotency;

  RegionsController(RegistryDesk desk, Institutions institutions, Idempotency idempotency) {
    this.desk = desk;
    this.institutions = institutions;
    this.idempotency = idempotency;
  }

  @GetMapping(PATH)
  @RequiresRole({Role.CLERK, Role.REVIEWER})
  Page regions(SignedIn who, View view) {
    return page(who, view, FormProblems.none());
  }

  @PostMapping(PATH)
  @RequiresRole(Role.CLERK)
  Object propose(SignedIn who, View view) {
    try {
      RegionRequest request =
          new RegionRequest(view.typed("purpose"), day(view, "from"), day(view, "to"));
      Division division = division(who, view);
      ResponseEntity<?> answer =
          idempotency.once(
              view.idempotent(who.actor()),
              () -> ResponseEntity.ok(desk.proposeSwitch(who.actor(), division, request).id()));
      return new SeeOther("/authority/changes/" + BodyFormController.text(answer.getBody()));
    } catch (Refusal refusal) {
      return page(who, view, FormProblems.of(refusal, view));
    }
  }

  private Page page(SignedIn who, View view, FormProblems problems) {
    Page page = view.page("regions.title").lead(view.text("regions.lead")).problems(problems);
    Division division;
    try {
      division = division(who, view);
      Approvals.requireActsIn(who.actor(), division);
    } catch (Refusal refusal) {
      FormProblems about = FormProblems.of(refusal, view);
      return page.problems(about).add(search(view).problems(about));
    }
    List<RegistryDesk.RegionSwitch> switches = desk.switches(who.actor(), division);
    Table table =
        Table.of(view.text("regions.title"))
            .column(view.text("region.purpose"))
            .column(view.text("region.today"))
            .column(view.text("region.from"))
            .column(view.text("region.to"))
            .filters(search(view));
    for (RegionPurpose purpose : RegionPurpose.values()) {
      RegistryDesk.RegionSwitch own =
          switches.stream().filter(s -> s.purpose() == purpose).findFirst().orElse(null);
      table.row(
          Html.text(view.text("purpose." + purpose.wire())),
          institutions.regionEnabled(division, purpose)
              ? StatusTag.GOOD.of(view.text("region.on"))
              : StatusTag.ENDED.of(view.text("region.off")),
          Html.text(own == null ? view.text("region.inherited") : own.from().toString()),
          Html.text(own == null || own.to() == null ? view.text("region.open") : own.to().toString()));
    }
    page.add(Markup.heading(view.text("region.of", division.code()))).add(table);
    if (who.has(Role.CLERK)) {
      List<Field.Option> purposes =
          List.of(
              new Field.Option("certificates", view.text("purpose.certificates")),
              new Field.Option("names", view.text("purpose.names")),
              new Field.Option("marks", view.text("purpose.marks")));
      page.add(Markup.heading(view.text("region.switch")))
          .add(
              view.form(PATH)
                  .hidden("division", division.code())
                  .field(Field.radios("purpose", view.text("region.purpose"), purposes).required())
                  .field(Field.date("from", view.text("region.from")).required())
                  .field(Field.date("to", view.text("region.to")).hint(view.text("region.to.hint")))
                  .problems(problems)
                  .submit(view.text("region.propose")));
    }
    return page;
  }

  private static Form search(View view) {
    return view.search(PATH)
        .field(Field.text("division", view.text("member.division")).with("inputmode", "numeric"))
        .submit(view.text("region.look"));
  }

  private static Division division(SignedIn who, View view) {
    String typed = view.typed("division");
    if (typed.isEmpty()) {
      return Approvals.requireAuthority(who.actor());
    }
    if (!Division.wellFormed(typed)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/division", "division-unknown", "there is no such division (GB/T 2260)");
    }
    return new Division(typed);
  }

  private static @Nullable LocalDate day(View view, String name) {
    try {
      return view.typed(name).isEmpty() ? null : LocalDate.parse(view.typed(name));
    } catch (DateTimeException e) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/" + name, "date-malformed", "write the day as 2024-01-31");
    }
  }
}
