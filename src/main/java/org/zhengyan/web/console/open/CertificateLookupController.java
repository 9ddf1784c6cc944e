package org.zhengyan.web.console.open;

import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.document.FaceIdentifiers;
import org.zhengyan.document.LicenceIdentifier;
import org.zhengyan.principal.LimitedByAddress;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.registry.Uscc;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** A certificate, paper or screen, by its number and code. */
@Controller
class CertificateLookupController {
  private final CertificateLookup lookup;

  CertificateLookupController(CertificateLookup lookup) {
    this.lookup = lookup;
  }

  @GetMapping(path = "/check/certificate", params = "!number")
  @Unauthenticated("anybody may ask whether a certificate is real")
  Page ask(View view) {
    return page(view).add(form(view));
  }

  /** What the QR code of a face opens: the question is asked already. */
  @GetMapping(path = "/check/certificate", params = "number")
  @Unauthenticated("anybody may ask whether a certificate is real")
  @LimitedByAddress("check")
  Page scanned(View view) {
    return answer(view);
  }

  @PostMapping("/check/certificate")
  @Unauthenticated("anybody may ask whether a certificate is real")
  @LimitedByAddress("check")
  Page answer(View view) {
    String typed = view.typed("number");
    Optional<LicenceIdentifier> identifier = FaceIdentifiers.parse(typed);
    Optional<SerialNumber> serial = CertificateLookup.number(typed);
    Optional<Uscc> code = CertificateLookup.code(view.typed("uscc"));
    FormProblems problems = FormProblems.none();
    if (identifier.isEmpty() && serial.isEmpty()) {
      problems.add(
          "number",
          view.text(FaceIdentifiers.looksLike(typed) ? "certificate.identifier.wrong" : "certificate.number.wrong"));
    }
    if (code.isEmpty()) {
      problems.add("uscc", view.text("certificate.uscc.wrong"));
    }
    if (!problems.isEmpty() || code.isEmpty()) {
      return page(view).problems(problems).add(form(view).problems(problems));
    }
    Page page = view.page("certificate.answer").crumb("/check/certificate", "certificate.title");
    Optional<Page> found =
        identifier.isPresent()
            ? lookup.find(identifier.get(), code.get()).map(face -> FaceAnswer.show(page, view, face))
            : serial.flatMap(number -> lookup.find(number, code.get())).map(each -> show(page, view, each));
    return found.orElseGet(() -> none(page, view, typed, code.get()));
  }

  private static Page none(Page page, View view, String typed, Uscc code) {
    return page.add(
        Notice.answer(
            StatusTag.BAD, view.text("certificate.none"), Markup.paragraph(view.text("certificate.none.why"))),
        Facts.of()
            .add(view.text("certificate.number"), Html.code(typed))
            .add(view.text("certificate.uscc"), Show.uscc(code.value()))
            .html(),
        again(view));
  }

  private static Page page(View view) {
    return view.page("certificate.title").lead(view.text("certificate.lead"));
  }

  private static Form form(View view) {
    return view.form("/check/certificate")
        .field(
            Field.text("number", view.text("certificate.number"))
                .hint(view.text("certificate.number.hint"))
                .required()
                .with("autocomplete", "off")
                .with("spellcheck", "false")
                .with("maxlength", "160"))
        .field(
            Field.text("uscc", view.text("certificate.uscc"))
                .hint(view.text("certificate.uscc.hint"))
                .required()
                .with("autocomplete", "off")
                .with("spellcheck", "false")
                .with("maxlength", "40"))
        .submit(view.text("certificate.ask"));
  }

  static Html again(View view) {
    return Markup.actions(Markup.secondary("/check/certificate", view.text("certificate.again")));
  }

  static Page show(Page page, View view, CertificateLookup.Found found) {
    IssuedCertificate certificate = found.certificate();
    Institution body = found.body();
    StatusTag tag = tag(found.standing());
    String key = found.standing().key();
    page.add(
        Notice.answer(
            tag,
            view.text("standing." + key),
            Markup.paragraph(view.text("standing-why." + key))));
    Facts facts = Facts.of();
    if (body != null) {
      page.organ(body.kind() == InstitutionKind.ORGAN);
      facts.add(view.text("certificate.name"), body.firstName());
      facts.add(view.text("certificate.uscc"), Show.uscc(body.uscc().value()));
      facts.add(view.text("certificate.kind"), view.text("kind." + body.kind().wire()));
      facts.add(view.text("certificate.authority"), body.authority());
      facts.add(view.text("certificate.body-status"), view.text("body-status." + body.status().wire()));
    } else {
      facts.add(view.text("certificate.uscc"), Show.uscc(certificate.uscc().value()));
    }
    facts.add(view.text("certificate.serial"), Show.hex(certificate.serial().hex()));
    facts.add(
        view.text("certificate.validity"),
        view.text(
            "certificate.from-to",
            Show.day(Show.localDay(certificate.notBefore()), view),
            Show.day(Show.localDay(certificate.notAfter()), view)));
    facts.add(
        view.text("certificate.status"),
        statusTag(found).of(view.text("status." + found.status().value().wire())));
    facts.add(view.text("as-of"), Show.moment(found.status().asOf(), view));
    return page.add(facts).add(Notice.plain(Markup.paragraph(view.text("certificate.only"))), again(view));
  }

  private static StatusTag tag(CertificateLookup.Standing standing) {
    return switch (standing) {
      case VALID -> StatusTag.GOOD;
      case SUSPENDED -> StatusTag.HELD;
      case UNKNOWN -> StatusTag.UNKNOWN;
      default -> StatusTag.BAD;
    };
  }

  private static StatusTag statusTag(CertificateLookup.Found found) {
    return switch (found.status().value()) {
      case GOOD -> StatusTag.GOOD;
      case REVOKED -> StatusTag.BAD;
      case SUSPENDED -> StatusTag.HELD;
      case UNKNOWN -> StatusTag.UNKNOWN;
    };
  }
}
