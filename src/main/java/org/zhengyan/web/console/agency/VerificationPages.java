package org.zhengyan.web.console.agency;

import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.verification.PresentationNotices;
import org.zhengyan.verification.PresentationNotices.Told;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Field.Option;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.View;

/**
 * What all managers of a body are told at once: each session that somebody opened in its name, from the
 * moment when a browser takes it.
 */
@Controller
class VerificationPages {
  private static final int ROWS = 50;

  private final Agency agency;
  private final PresentationNotices notices;
  private final VerificationTable table;

  VerificationPages(Agency agency, PresentationNotices notices, VerificationTable table) {
    this.agency = agency;
    this.notices = notices;
    this.table = table;
  }

  @GetMapping("/agency/verifications")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Page verifications(SignedIn who, View view) {
    Agency.Body body = agency.of(who);
    String cursor = view.parameter("cursor").orElse(null);
    boolean open = open(view);
    List<Told> rows =
        notices.page(body.uscc(), open, PageRequest.of(cursor, null).before(), ROWS);
    String query = open ? "state=requested" : "";
    return view.page("verifications.title")
        .crumb("/agency", "nav.home")
        .organ(body.organ())
        .lead(view.text("verifications.lead"))
        .add(
            table
                .of(rows, view)
                .filters(
                    view.search("/agency/verifications")
                        .field(
                            Field.select(
                                "state",
                                view.text("verifications.state"),
                                List.of(
                                    new Option("", view.text("filter.all")),
                                    new Option("requested", view.text("verification.state.requested")))))
                        .submit(view.text("filter.submit")))
                .pages(
                    cursor == null ? null : "/agency/verifications?" + query,
                    rows.size() < ROWS
                        ? null
                        : "/agency/verifications?" + query + "&cursor=" + rows.getLast().number())
                .export("/agency/verifications.csv?" + query))
        .add(
            Notice.plain(
                Markup.paragraph(view.text("verifications.strange")),
                Markup.paragraph(
                    Markup.link("/agency/bindings", view.text("verifications.strange.bindings")))));
  }

  @GetMapping("/agency/verifications.csv")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Export export(SignedIn who, View view) {
    Agency.Body body = agency.of(who);
    boolean open = open(view);
    return Export.of(
            view,
            "verifications",
            view.text("verifications.platform"),
            view.text("verifications.action"),
            view.text("verifications.subject"),
            view.text("verifications.identifier"),
            view.text("verifications.state"),
            view.text("verifications.at"))
        .rows(
            page ->
                page.page(
                    notices.page(body.uscc(), open, page.before(), page.limit()), Told::number, told -> told),
            (Told told) ->
                List.of(
                    table.platform(told),
                    VerificationTable.action(told, view),
                    told.subject(),
                    told.identifier(),
                    view.text("verification.state." + told.notice().state()),
                    told.notice().at().toString()));
  }

  private static boolean open(View view) {
    return view.parameter("state").filter("requested"::equals).isPresent();
  }
}
