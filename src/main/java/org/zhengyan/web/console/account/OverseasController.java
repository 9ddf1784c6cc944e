package org.zhengyan.web.console.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.Account;
import org.zhengyan.access.Devices;
import org.zhengyan.access.Realm;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.staff.Keepers;
import org.zhengyan.access.staff.OverseasPermissions;
import org.zhengyan.access.staff.OverseasPermissions.Permission;
import org.zhengyan.access.staff.OverseasPermissions.Standing;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.OverseasCells;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** Permissions to come from abroad: those that there are, a new one, and its end before its day. */
@Controller
class OverseasController {
  static final String PATH = "/account/overseas";
  private static final String ANY = "any";
  private static final int PAGE = 50;

  private final OverseasPermissions permissions;
  private final Keepers keepers;
  private final Devices devices;
  private final OverseasRequestController requests;

  OverseasController(
      OverseasPermissions permissions, Keepers keepers, Devices devices, OverseasRequestController requests) {
    this.requests = requests;
    this.permissions = permissions;
    this.keepers = keepers;
    this.devices = devices;
  }

  @GetMapping(PATH)
  @RequiresRole({
    Role.ADMINISTRATOR, Role.REVIEWER, Role.RESPONSIBLE, Role.MANAGER, Role.USER, Role.OWNER, Role.DEVELOPER,
    Role.VIEWER
  })
  Page list(SignedIn who, View view) {
    if (who.realm() != Realm.AUTHORITY) {
      return requests.list(who, view);
    }
    boolean keeper = who.has(Role.ADMINISTRATOR);
    String after = view.parameter("after").orElse(null);
    List<Permission> rows = permissions.list(who, after, PAGE);
    Table table =
        Table.of(view.text("overseas.title"))
            .column(view.text("sign-in.login"))
            .column(view.text("member.device"))
            .column(view.text("overseas.period"))
            .column(view.text("people.state"))
            .column(view.text("people.act"))
            .empty(view.text("overseas.none"))
            .pages(
                after == null ? null : PATH, rows.size() < PAGE ? null : PATH + "?after=" + rows.getLast().id())
            .export(PATH + "/export");
    for (Permission permission : rows) {
      String device = permission.device();
      table.row(
          keeper
              ? Markup.link("/account/people/" + permission.accountId(), permission.login())
              : Html.code(permission.login()),
          Html.text(OverseasCells.device(view, device)),
          OverseasCells.term(view, permission.from(), permission.to()),
          state(view, permission.standing()),
          keeper && open(permission.standing())
              ? Markup.actions(
                  view.form(PATH + "/" + permission.id() + "/withdrawal")
                      .submit(view.text("overseas.withdraw"))
                      .html())
              : Html.nothing());
    }
    Page page = view.page("overseas.title").lead(view.text("overseas.lead"));
    return (keeper ? page.add(Markup.paragraph(view.text("overseas.how"))) : page).add(table);
  }

  @GetMapping(PATH + "/export")
  @RequiresRole({
    Role.ADMINISTRATOR, Role.REVIEWER, Role.RESPONSIBLE, Role.MANAGER, Role.USER, Role.OWNER, Role.DEVELOPER,
    Role.VIEWER
  })
  Export export(SignedIn who, View view) {
    if (who.realm() != Realm.AUTHORITY) {
      return requests.export(who, view);
    }
    return Export.of(
            view,
            "overseas-permissions",
            view.text("sign-in.login"),
            view.text("member.device"),
            view.text("overseas.from"),
            view.text("overseas.to"),
            view.text("people.state"))
        .rows(
            (after, limit) -> permissions.list(who, after, limit),
            Permission::id,
            permission -> {
              String device = permission.device();
              return List.of(
                  permission.login(),
                  OverseasCells.device(view, device),
                  permission.from().toString(),
                  permission.to().toString(),
                  words(view, permission.standing()));
            });
  }

  @PostMapping(PATH + "/{id:[0-9a-f]{32}}/withdrawal")
  @RequiresRole(Role.ADMINISTRATOR)
  SeeOther withdraw(SignedIn who, @PathVariable String id) {
    permissions.withdraw(who, id);
    return new SeeOther(PATH);
  }

  @GetMapping("/account/people/{id}/overseas")
  @RequiresRole({Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.OWNER})
  Page ask(SignedIn who, View view, @PathVariable String id) {
    if (who.realm() != Realm.AUTHORITY) {
      return requests.ask(who, view, id);
    }
    return asking(view, keepers.load(who, id), FormProblems.none());
  }

  @PostMapping("/account/people/{id}/overseas")
  @RequiresRole({Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.MANAGER, Role.OWNER})
  Object propose(SignedIn who, View view, @PathVariable String id) {
    if (who.realm() != Realm.AUTHORITY) {
      return requests.submit(who, view, id);
    }
    Account account = keepers.load(who, id);
    return ProposalController.after(
        () ->
            permissions.propose(
                who,
                account,
                device(view),
                ProposalController.day(view, "from", 0),
                ProposalController.day(view, "to", 1)),
        view,
        problems -> asking(view, account, problems));
  }

  /** Nothing chosen is no device, which the desk refuses; any device is said, too. */
  static @Nullable String device(View view) {
    return view.typed("device").equals(ANY) ? null : view.typed("device");
  }

  private Page asking(View view, Account account, FormProblems problems) {
    return form(
        view.page("overseas.new", account.login())
            .crumb("/account/people", "people.title")
            .crumb("/account/people/" + account.id(), "person.title", account.login())
            .lead(view.text("changes.two")),
        view.form("/account/people/" + account.id() + "/overseas").submit(view.text("new.submit")),
        devices.of(account.id()),
        view,
        problems);
  }

  /** Asks for device and term, and for what more there is. */
  static Page form(
      Page page, Form form, List<Devices.Device> devices, View view, FormProblems problems, Field... more) {
    List<Field.Option> options = new ArrayList<>();
    for (Devices.Device device : devices) {
      if (device.bound()) {
        options.add(
            new Field.Option(
                device.id(), view.text("overseas.device", device.label(), device.number())));
      }
    }
    options.add(new Field.Option(ANY, view.text("overseas.any"), view.text("overseas.any.hint")));
    form.field(Field.radios("device", view.text("member.device"), options).required())
        .field(Field.date("from", view.text("overseas.from")).required())
        .field(Field.date("to", view.text("overseas.to")).hint(view.text("overseas.to.hint")).required());
    for (Field field : more) {
      form.field(field);
    }
    return page.problems(problems).add(problems.isEmpty() ? form : form.problems(problems));
  }

  private static boolean open(Standing standing) {
    return standing != Standing.OVER && standing != Standing.WITHDRAWN;
  }

  private static Html state(View view, Standing standing) {
    StatusTag tag =
        switch (standing) {
          case ACTIVE -> StatusTag.GOOD;
          case COMING -> StatusTag.WAITING;
          case IDLE -> StatusTag.HELD;
          case OVER, WITHDRAWN -> StatusTag.ENDED;
        };
    return tag.of(words(view, standing));
  }

  private static String words(View view, Standing standing) {
    return view.text("overseas.state." + standing.name().toLowerCase(Locale.ROOT));
  }
}
