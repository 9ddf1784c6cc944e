package org.zhengyan.web.console.agency;

import java.util.List;
import org.springframework.stereotype.Component;
import org.zhengyan.operator.Platforms;
import org.zhengyan.verification.ActionType;
import org.zhengyan.verification.PresentationNotices.Told;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** Who asked for the body, as rows. */
@Component
class VerificationTable {
  private final Platforms platforms;

  VerificationTable(Platforms platforms) {
    this.platforms = platforms;
  }

  Table of(List<Told> rows, View view) {
    Table table =
        Table.of(view.text("verifications.caption"))
            .column(view.text("verifications.platform"))
            .column(view.text("verifications.what"))
            .column(view.text("verifications.identifier"))
            .column(view.text("verifications.state"))
            .column(view.text("verifications.at"))
            .empty(view.text("verifications.none"));
    for (Told told : rows) {
      table.row(
          Html.text(platform(told)),
          Html.text(action(told, view) + view.text("list.colon") + told.subject()),
          Html.code(told.identifier()),
          Words.verification(told.notice().state(), view),
          Show.dense(told.notice().at()));
    }
    return table;
  }

  String platform(Told told) {
    return platforms
        .ofClient(told.notice().clientId())
        .map(Platforms.Platform::name)
        .orElse(told.notice().clientId());
  }

  static String action(Told told, View view) {
    return ActionType.ofWire(told.notice().actionType())
        .map(type -> Words.action(type, view))
        .orElse(told.notice().actionType());
  }
}
