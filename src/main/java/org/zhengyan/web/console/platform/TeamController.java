package org.zhengyan.web.console.platform;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.Team;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** Who works for this operator here, and what each may do. */
@Controller
class TeamController {
  private final Team team;

  TeamController(Team team) {
    this.team = team;
  }

  @GetMapping("/platform/team")
  @RequiresRole({Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  Page list(SignedIn who, View view) {
    Table table =
        Table.of(view.text("team.title"))
            .column(view.text("team.login"))
            .column(view.text("team.name"))
            .column(view.text("team.roles"))
            .column(view.text("team.state"))
            .column(view.text("team.until"));
    for (Team.Account account : team.of(who)) {
      table.row(
          Html.code(account.login()),
          Html.text(account.name()),
          Html.text(
              String.join(
                  view.text("comma"),
                  account.roles().stream().map(role -> view.text("role." + role.wire())).toList())),
          switch (account.state()) {
            case "active" -> StatusTag.GOOD.of(view.text("account.active"));
            case "invited" -> StatusTag.WAITING.of(view.text("account.invited"));
            default -> StatusTag.HELD.of(view.text("account.suspended"));
          },
          account.until() == null ? Html.text(view.text("team.open")) : Show.dense(account.until()));
    }
    return view.page("team.title")
        .crumb("/platform", "overview.title")
        .lead(view.text("team.lead"))
        .add(table)
        .add(
            Markup.section(
                view.text("team.what"),
                Markup.list(
                    java.util.List.of(
                        Html.text(view.text("team.owner")),
                        Html.text(view.text("team.developer")),
                        Html.text(view.text("team.viewer"))))))
        .add(Markup.hint(view.text("team.hint")));
  }
}
