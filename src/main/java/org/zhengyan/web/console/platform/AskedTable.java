package org.zhengyan.web.console.platform;

import org.zhengyan.verification.OwnVerifications;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** Verifications as rows. */
final class AskedTable {
  private AskedTable() {}

  static Table of(View view, String caption) {
    return Table.of(caption)
        .column(view.text("asked.when"))
        .column(view.text("asked.body"))
        .column(view.text("asked.action"))
        .column(view.text("asked.state"))
        .column(view.text("asked.client"));
  }

  static void add(Table table, OwnVerifications.Row row, View view) {
    String reason = row.reason();
    table.row(
        Html.link("/platform/verifications/" + row.id(), Show.dense(row.createdAt())),
        Html.all(Html.of("div", Html.text(row.name())), Show.uscc(row.uscc())),
        Html.all(
            Html.of("div", Html.text(view.text("action." + row.action()))),
            Html.classed("span", "hint", Html.text(row.identifier()))),
        Html.all(
            Tags.verification(row.state(), view),
            reason == null ? Html.nothing() : Html.classed("div", "hint", Html.text(reason(reason, view)))),
        Markup.link("/platform/clients/" + row.client(), row.client()));
  }

  /** The reason in words; a newer one than this page by its code. */
  static String reason(String code, View view) {
    String key = "reason." + code;
    return view.messages().has(key) ? view.text(key) : code;
  }
}
