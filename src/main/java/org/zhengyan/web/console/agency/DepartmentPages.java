package org.zhengyan.web.console.agency;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.people.Department;
import org.zhengyan.access.people.Departments;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** The register of inner departments that the body's certificates speak for. */
@Controller
class DepartmentPages {
  private final Agency agency;
  private final Departments departments;

  DepartmentPages(Agency agency, Departments departments) {
    this.agency = agency;
    this.departments = departments;
  }

  @GetMapping("/agency/departments")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Page departments(SignedIn who, View view) {
    return page(who, view, FormProblems.none());
  }

  @PostMapping("/agency/departments")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Object add(SignedIn who, View view) {
    Agency.Body body = agency.of(who);
    try {
      return agency.once(
          view,
          who,
          () -> {
            departments.add(who.person(), body.uscc(), view.typed("name"));
            return "/agency/departments?done=added";
          });
    } catch (Refusal refusal) {
      FormProblems problems = FormProblems.of(refusal, view);
      return page(who, view, problems).problems(problems);
    }
  }

  @GetMapping("/agency/departments/{id}/closing")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  Page askToClose(SignedIn who, View view, @PathVariable String id) {
    Agency.Body body = agency.of(who);
    Department department =
        departments.list(body.uscc()).stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such department of this body"));
    return view.page("closing.title", department.name())
        .crumb("/agency/departments", "nav.departments")
        .organ(body.organ())
        .lead(view.text("closing.lead"))
        .add(
            view.form("/agency/departments/" + id + "/closing")
                .submit(view.text("closing.submit"))
                .cancel("/agency/departments", view.text("cancel")));
  }

  @PostMapping("/agency/departments/{id}/closing")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER})
  SeeOther close(SignedIn who, View view, @PathVariable String id) {
    Agency.Body body = agency.of(who);
    return agency.once(
        view,
        who,
        () -> {
          departments.close(who.person(), body.uscc(), id);
          return "/agency/departments?done=closed";
        });
  }

  private Page page(SignedIn who, View view, FormProblems problems) {
    Agency.Body body = agency.of(who);
    Table table =
        Table.of(view.text("departments.title"))
            .column(view.text("departments.name"))
            .column(view.text("departments.since"))
            .column(view.text("departments.act"))
            .empty(view.text("departments.none"));
    for (Department each : departments.list(body.uscc())) {
      table.row(
          Html.text(each.name()),
          Show.dense(each.addedAt()),
          Html.link(
              "/agency/departments/" + each.id() + "/closing",
              Html.text(view.text("departments.close")),
              Html.classed("span", "unseen", Html.text(" " + each.name()))));
    }
    Page page =
        view.page("departments.title")
            .crumb("/agency", "nav.home")
            .organ(body.organ())
            .lead(view.text("departments.lead"));
    view.parameter("done")
        .filter(done -> done.equals("added") || done.equals("closed"))
        .ifPresent(done -> page.add(Notice.done(view.text("departments.done." + done))));
    return page.add(table)
        .add(
            Markup.section(
                view.text("departments.add"),
                view.form("/agency/departments")
                    .problems(problems)
                    .field(
                        Field.text("name", view.text("departments.name"))
                            .hint(view.text("departments.name.hint"))
                            .required())
                    .submit(view.text("departments.add"))
                    .html()));
  }
}
