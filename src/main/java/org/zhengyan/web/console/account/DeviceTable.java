package org.zhengyan.web.console.account;

import java.util.List;
import org.zhengyan.access.Devices;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** An account's devices, with what can be done about each. */
final class DeviceTable {
  private DeviceTable() {}

  static Html html(View view, List<Devices.Device> devices, String path) {
    Table table =
        Table.of(view.text("account.devices"))
            .column(view.text("session.browser"))
            .column(view.text("device.number"))
            .column(view.text("people.state"))
            .column(view.text("session.seen"))
            .column(view.text("people.act"))
            .empty(view.text("device.none"));
    for (Devices.Device device : devices) {
      Html remove =
          view.form(path + device.id() + "/remove").submit(view.text("device.remove")).html();
      table.row(
          Html.text(device.label().isEmpty() ? "?" : device.label()),
          Html.code(device.number()),
          device.bound()
              ? StatusTag.GOOD.of(view.text("device.bound"))
              : StatusTag.WAITING.of(view.text("device.waiting")),
          Show.dense(device.seenAt()),
          device.bound()
              ? remove
              : Markup.actions(
                  view.form(path + device.id() + "/vouch").submit(view.text("device.vouch")).html(),
                  remove));
    }
    return table.html(view);
  }
}
