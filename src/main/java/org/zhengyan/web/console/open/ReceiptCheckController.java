package org.zhengyan.web.console.open;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.principal.LimitedByAddress;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.verification.receipt.MalformedReceipt;
import org.zhengyan.verification.receipt.ReceiptFile;
import org.zhengyan.verification.receipt.ReceiptReport;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.Upload;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** A receipt, alone or in its bundle: whether this service gave it, what it says, and how it stands now. */
@Controller
class ReceiptCheckController {
  private final ReceiptCheck check;

  ReceiptCheckController(ReceiptCheck check) {
    this.check = check;
  }

  @GetMapping("/check/receipt")
  @Unauthenticated("a receipt must be checkable by anybody it is shown to")
  Page ask(View view) {
    return page(view).add(form(view, ""));
  }

  @PostMapping("/check/receipt")
  @Unauthenticated("a receipt must be checkable by anybody it is shown to")
  @LimitedByAddress("check")
  Page answer(View view, HttpServletRequest request) {
    Upload upload = Upload.read(request, ReceiptFile.MAX_BYTES);
    String pasted = upload.fields().getOrDefault("receipt", "").strip();
    byte[] octets = upload.file().length > 0 ? upload.file() : pasted.getBytes(StandardCharsets.UTF_8);
    if (octets.length == 0) {
      return wrong(view, pasted, view.text("receipt.missing"));
    }
    try {
      return show(view, check.check(octets));
    } catch (MalformedReceipt e) {
      return wrong(view, pasted, view.text("receipt.malformed"));
    }
  }

  private static Page wrong(View view, String pasted, String text) {
    FormProblems problems = FormProblems.none().add("receipt", text);
    return page(view).problems(problems).add(form(view, pasted).complaints(problems));
  }

  private static Page page(View view) {
    return view.page("receipt.title").lead(view.text("receipt.lead"));
  }

  private static Form form(View view, String pasted) {
    return view.form("/check/receipt")
        .upload()
        .field(
            Field.area("receipt", view.text("receipt.paste"))
                .hint(view.text("receipt.paste.hint"))
                .value(pasted)
                .with("spellcheck", "false")
                .with("autocomplete", "off"))
        .field(
            Field.file("file", view.text("receipt.file"), ".jws,.jwt,.json,.txt")
                .hint(view.text("receipt.file.hint")))
        .submit(view.text("receipt.ask"));
  }

  private static Page show(View view, ReceiptCheck.Checked checked) {
    Page page = view.page("receipt.answer").crumb("/check/receipt", "receipt.title");
    Html again = Markup.actions(Markup.secondary("/check/receipt", view.text("receipt.again")));
    ReceiptCheck.Said said = checked.said();
    if (said == null) {
      return page.add(
          Notice.answer(
              StatusTag.BAD, view.text("receipt.false"), Markup.paragraph(view.text("receipt.false.why"))),
          checks(view, checked.report()),
          again);
    }
    boolean yes = said.result().equals("verified");
    page.add(
        Notice.answer(
            yes ? StatusTag.GOOD : StatusTag.HELD,
            view.text(yes ? "receipt.yes" : "receipt.no"),
            Markup.paragraph(view.text(yes ? "receipt.yes.why" : "receipt.no.why"))));
    Facts facts = Facts.of();
    facts.add(view.text("receipt.result"), view.text(yes ? "receipt.verified" : "receipt.rejected"));
    if (!said.reasons().isEmpty()) {
      facts.add(view.text("receipt.reasons"), Markup.list(said.reasons().stream().map(Html::code).toList()));
    }
    facts.add(view.text("certificate.name"), said.name());
    if (!said.uscc().isEmpty()) {
      facts.add(view.text("certificate.uscc"), Show.uscc(said.uscc()));
    }
    facts.add(view.text("receipt.platform"), said.platform());
    facts.add(view.text("receipt.at"), Show.moment(said.at(), view));
    facts.add(view.text("receipt.verification"), Html.code(said.verification()));
    facts.add(view.text("receipt.environment"), view.text("receipt-environment." + said.environment()));
    page.add(Markup.heading(view.text("receipt.said"))).add(facts);
    if (checked.now() != null) {
      page.add(Markup.heading(view.text("receipt.now")), now(view, checked.now()));
    }
    return page.add(checks(view, checked.report()), again);
  }

  private static Html now(View view, ReceiptCheck.Now now) {
    StatusTag tag =
        switch (now.status()) {
          case "good" -> StatusTag.GOOD;
          case "suspended" -> StatusTag.HELD;
          case "revoked" -> StatusTag.BAD;
          default -> StatusTag.UNKNOWN;
        };
    Facts facts = Facts.of();
    facts.add(view.text("certificate.status"), tag.of(view.text("status." + now.status())));
    if (now.body() != null) {
      facts.add(view.text("certificate.body-status"), view.text("body-status." + now.body()));
    }
    facts.add(view.text("as-of"), Show.moment(now.asOf(), view));
    return facts.html();
  }

  private static Html checks(View view, ReceiptReport report) {
    Table table =
        Table.of(view.text("receipt.checks"))
            .column(view.text("receipt.check"))
            .column(view.text("receipt.outcome"));
    List<ReceiptReport.Line> lines = report.lines();
    for (ReceiptReport.Line line : lines) {
      StatusTag tag =
          switch (line.outcome()) {
            case PASSED -> StatusTag.GOOD;
            case FAILED -> StatusTag.BAD;
            case SKIPPED -> StatusTag.ENDED;
          };
      String key = "receipt-check." + line.check();
      table.row(
          view.messages().has(key) ? Html.text(view.text(key)) : Html.code(line.check()),
          tag.of(view.text("outcome." + line.outcome().name().toLowerCase(Locale.ROOT))));
    }
    return Markup.details(view.text("receipt.checks"), table.html(view));
  }
}
