package org.zhengyan.web.console.platform;

import java.util.List;
import org.zhengyan.verification.OwnVerifications.Detail;
import org.zhengyan.verification.OwnVerifications.Row;
import org.zhengyan.verification.Verdict;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** One verification: the answer in one line, what was asked, every check in words, the receipt. */
final class AskedPage {
  private AskedPage() {}

  static Page of(Detail detail, View view) {
    Row row = detail.row();
    Page page =
        view.page("asked.one", row.name())
            .crumb("/platform", "overview.title")
            .crumb("/platform/verifications", "asked.title")
            .add(answer(detail, view))
            .add(facts(detail, view));
    Verdict verdict = detail.verdict();
    if (verdict != null) {
      page.add(Markup.section(view.text("asked.checks"), checks(verdict, view)));
      page.add(
          Markup.section(
              view.text("asked.receipt"),
              Markup.paragraph(view.text("asked.receipt.text")),
              Markup.actions(
                  Markup.secondary(
                      "/platform/verifications/" + row.id() + "/receipt", view.text("asked.receipt.get")))));
    }
    return page.add(
        Markup.details(view.text("asked.challenge"), Html.lines(detail.challenge())));
  }

  private static Html answer(Detail detail, View view) {
    Row row = detail.row();
    Verdict verdict = detail.verdict();
    StatusTag tag =
        switch (row.state()) {
          case "verified" -> StatusTag.GOOD;
          case "requested" -> StatusTag.WAITING;
          case "rejected" -> StatusTag.BAD;
          default -> StatusTag.ENDED;
        };
    List<Html> reasons =
        verdict == null
            ? List.of()
            : verdict.reasons().stream()
                .map(reason -> (Html) Html.of("p", Html.text(AskedTable.reason(reason.wire(), view)), Html.text(" "),
                    Html.code(reason.wire())))
                .toList();
    return Notice.answer(tag, view.text("state." + row.state()), Html.all(reasons));
  }

  private static Facts facts(Detail detail, View view) {
    Row row = detail.row();
    Facts facts =
        Facts.of()
            .add(view.text("asked.body"), row.name())
            .add(view.text("asked.uscc"), Show.uscc(row.uscc()))
            .add(view.text("asked.action"), view.text("action." + row.action()))
            .add(view.text("asked.subject"), detail.subject())
            .add(view.text("asked.identifier"), row.identifier());
    String digest = detail.digest();
    if (digest != null) {
      facts.add(view.text("asked.digest"), Show.fingerprint(digest.replace("sha256:", "")));
    }
    facts
        .add(view.text("asked.client"), Markup.link("/platform/clients/" + row.client(), row.client()))
        .add(view.text("asked.when"), Show.moment(row.createdAt(), view));
    if (row.endedAt() != null) {
      facts.add(view.text("asked.ended"), Show.moment(row.endedAt(), view));
    } else {
      facts.add(view.text("asked.expires"), Show.moment(detail.expiresAt(), view));
    }
    Verdict.CertificatePart certificate = detail.verdict() == null ? null : detail.verdict().certificate();
    if (certificate != null) {
      facts
          .add(view.text("asked.serial"), Show.hex(certificate.serial()))
          .add(view.text("asked.as-of"), Show.moment(certificate.asOf(), view));
    }
    return facts.add(view.text("asked.id"), Html.code(row.id()));
  }

  private static Html checks(Verdict verdict, View view) {
    Table table =
        Table.of(view.text("asked.checks")).column(view.text("check.what")).column(view.text("check.outcome"));
    for (Verdict.Check check : verdict.checks()) {
      StatusTag tag =
          switch (check.outcome()) {
            case PASSED -> StatusTag.GOOD;
            case FAILED -> StatusTag.BAD;
            case SKIPPED -> StatusTag.ENDED;
          };
      String key = "check." + check.check();
      String detail = check.detail();
      table.row(
          Html.text(view.messages().has(key) ? view.text(key) : check.check()),
          Html.all(
              tag.of(view.text("outcome." + check.outcome().wire())),
              detail == null
                  ? Html.nothing()
                  : Html.of("div", List.of("class", "hint", "lang", "en"), Html.text(detail))));
    }
    return table.html(view);
  }
}
