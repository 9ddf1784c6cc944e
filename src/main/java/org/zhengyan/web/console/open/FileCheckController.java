package org.zhengyan.web.console.open;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.document.check.DocumentCheck;
import org.zhengyan.document.check.DocumentReason;
import org.zhengyan.document.check.DocumentVerdict;
import org.zhengyan.operator.OperatorNames;
import org.zhengyan.principal.LimitedByAddress;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
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

/** The face of a certificate as a file: is it genuine, and does it hold now? The file is kept nowhere. */
@Controller
class FileCheckController {
  private final DocumentCheck check;
  private final OperatorNames operators;

  FileCheckController(DocumentCheck check, OperatorNames operators) {
    this.check = check;
    this.operators = operators;
  }

  @GetMapping("/check/file")
  @Unauthenticated("anybody may ask whether a certificate is real")
  Page ask(View view) {
    return page(view, FormProblems.none());
  }

  @PostMapping("/check/file")
  @Unauthenticated("anybody may ask whether a certificate is real")
  @LimitedByAddress("check")
  Page answer(View view, HttpServletRequest request) {
    Upload upload = Upload.read(request, DocumentCheck.MAX_BYTES);
    return upload.file().length == 0
        ? page(view, FormProblems.none().add("file", view.text("file.missing")))
        : show(view, upload.fileName(), check.check(upload.file()));
  }

  private static Page page(View view, FormProblems problems) {
    return view.page("file.title")
        .lead(view.text("file.lead"))
        .problems(problems)
        .add(
            view.form("/check/file")
                .upload()
                .field(
                    Field.file("file", view.text("file.choose"), ".ofd,.pdf,application/ofd,application/pdf")
                        .hint(view.text("file.hint", DocumentCheck.MAX_BYTES / 1024 / 1024))
                        .required())
                .submit(view.text("file.ask"))
                .complaints(problems));
  }

  private Page show(View view, String name, DocumentVerdict verdict) {
    Page page = view.page("file.answer").crumb("/check/file", "file.title");
    page.add(verdict.authentic() ? yes(view) : no(view, verdict));
    Facts facts = Facts.of().add(view.text("file.name"), name);
    DocumentVerdict.BodyPart body = verdict.body();
    if (body != null) {
      page.organ(body.kind().equals(InstitutionKind.ORGAN.wire()));
      facts
          .add(view.text("certificate.name"), body.name())
          .add(view.text("certificate.uscc"), Show.uscc(body.uscc()))
          .add(view.text("certificate.kind"), view.text("kind." + body.kind()))
          .add(view.text("certificate.body-status"), view.text("body-status." + body.status()))
          .add(
              view.text("file.version"),
              view.text(
                  body.documentVersion() == body.currentVersion() ? "file.version.current" : "file.version.old",
                  body.documentVersion(),
                  body.currentVersion()));
    }
    DocumentVerdict.SealPart seal = verdict.seal();
    // Who a seal names is worth repeating only once the seal is found genuine.
    if (seal != null && body != null) {
      facts.add(view.text("file.signer"), seal.signer());
      if (seal.signedAt() != null) {
        facts.add(
            view.text(seal.timestamped() ? "file.signed-at" : "file.signed-at.stated"),
            Show.time(seal.signedAt(), view));
      }
    }
    DocumentVerdict.Named named = verdict.named();
    if (named != null && body != null) {
      OperatorNames.Named platform = operators.of(Set.of(named.platform())).get(named.platform());
      facts.add(view.text("file.named"), platform == null ? named.platform() : platform.name());
    }
    facts.add(view.text("file.checked-at"), Show.moment(verdict.checkedAt(), view));
    facts.add(view.text("file.sha256"), Show.fingerprint(verdict.sha256()));
    page.add(facts);
    if (verdict.authentic()) {
      page.add(Notice.plain(Markup.paragraph(view.text("certificate.only"))));
    }
    return page.add(
        checks(view, verdict), Markup.actions(Markup.secondary("/check/file", view.text("file.again"))));
  }

  private static Html yes(View view) {
    return Notice.answer(StatusTag.GOOD, view.text("file.yes"), Markup.paragraph(view.text("file.yes.why")));
  }

  private static Html no(View view, DocumentVerdict verdict) {
    boolean unknown = verdict.reasons().contains(DocumentReason.STATUS_UNKNOWN);
    return Notice.answer(
        unknown ? StatusTag.UNKNOWN : StatusTag.BAD,
        view.text(unknown ? "file.unknown" : "file.no"),
        Html.all(
            verdict.reasons().stream()
                .map(reason -> Markup.paragraph(view.text("file-reason." + reason.wire())))
                .toList()));
  }

  private static Html checks(View view, DocumentVerdict verdict) {
    Table table =
        Table.of(view.text("receipt.checks"))
            .column(view.text("receipt.check"))
            .column(view.text("receipt.outcome"));
    for (DocumentVerdict.Check each : verdict.checks()) {
      StatusTag tag =
          switch (each.outcome()) {
            case PASSED -> StatusTag.GOOD;
            case FAILED -> StatusTag.BAD;
            case SKIPPED -> StatusTag.ENDED;
          };
      String key = "file-check." + each.check();
      table.row(
          view.messages().has(key) ? Html.text(view.text(key)) : Html.code(each.check()),
          tag.of(view.text("outcome." + each.outcome().wire())));
    }
    return Markup.details(view.text("receipt.checks"), table.html(view));
  }
}
