package org.zhengyan.web.console.agency;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.GrantScope;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.document.Download;
import org.zhengyan.document.FaceForm;
import org.zhengyan.document.Faces;
import org.zhengyan.document.download.NamedDownloads;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.operator.OperatorNames;
import org.zhengyan.verification.ActionType;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Field.Option;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/**
 * The certificate as a document: for everybody, or for one platform and one purpose. The first proves
 * nothing about who brings it; the second counts once, within a day, for that platform.
 */
@Controller
class FacePages {
  private static final int PLATFORMS = 1_000;

  private final Agency agency;
  private final CertificatePage certificates;
  private final Faces faces;
  private final NamedFaces downloads;
  private final OperatorNames operators;

  FacePages(
      Agency agency,
      CertificatePage certificates,
      Faces faces,
      NamedFaces downloads,
      OperatorNames operators) {
    this.agency = agency;
    this.certificates = certificates;
    this.faces = faces;
    this.downloads = downloads;
    this.operators = operators;
  }

  @GetMapping("/agency/certificates/{serial}/face")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  Page face(SignedIn who, View view, @PathVariable String serial) {
    Agency.Body body = agency.of(who);
    String path = "/agency/certificates/" + require(body, serial).serial().hex();
    GrantScope scope = body.grant().map(Grant::scope).orElse(GrantScope.ALL);
    List<Option> platforms =
        operators.active(scope.operators(), PLATFORMS).entrySet().stream()
            .map(each -> new Option(each.getKey(), each.getValue().name()))
            .toList();
    List<Option> purposes =
        Arrays.stream(ActionType.values())
            .filter(scope::allowsAction)
            .map(type -> new Option(type.wire(), Words.action(type, view)))
            .toList();
    Page page =
        view.page("face.title")
            .crumb("/agency", "nav.home")
            .crumb("/agency/certificates", "nav.certificates")
            .organ(body.organ())
            .lead(view.text("face.lead"))
            .add(
                Markup.section(
                    view.text("face.everybody"),
                    Markup.paragraph(view.text("face.everybody.text")),
                    Markup.actions(
                        Markup.secondary(path + "/face.pdf", view.text("face.pdf")),
                        Markup.secondary(path + "/face.ofd", view.text("face.ofd")))));
    if (body.grant().isEmpty() || platforms.isEmpty()) {
      return page;
    }
    return page.add(
        Markup.section(
            view.text("face.named"),
            Markup.paragraph(view.text("face.named.text")),
            view.form(path + "/face")
                .field(Field.select("platform", view.text("face.platform"), platforms).required())
                .field(Field.select("purpose", view.text("face.purpose"), purposes).required())
                .field(
                    Field.radios(
                            "form",
                            view.text("face.form"),
                            List.of(
                                new Option("pdf", view.text("face.pdf")), new Option("ofd", view.text("face.ofd"))))
                        .value("pdf")
                        .required())
                .submit(view.text("face.submit"))
                .html(),
            Notice.plain(Markup.paragraph(view.text("face.named.mind")), departments(scope, view))));
  }

  private static Html departments(GrantScope scope, View view) {
    Set<String> departments = scope.departments();
    return departments == null
        ? Html.nothing()
        : Markup.paragraph(
            view.text(
                "face.named.departments", String.join(view.text("face.named.and"), new TreeSet<>(departments))));
  }

  @GetMapping("/agency/certificates/{serial}/face.pdf")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  ResponseEntity<byte[]> pdf(SignedIn who, @PathVariable String serial) {
    return file(require(agency.of(who), serial), FaceForm.PDF, null);
  }

  @GetMapping("/agency/certificates/{serial}/face.ofd")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  ResponseEntity<byte[]> ofd(SignedIn who, @PathVariable String serial) {
    return file(require(agency.of(who), serial), FaceForm.OFD, null);
  }

  /** Each press makes another one, with a nonce of its own; all are void when the person's grant ends. */
  @PostMapping("/agency/certificates/{serial}/face")
  @RequiresRole({Role.RESPONSIBLE, Role.MANAGER, Role.USER})
  ResponseEntity<byte[]> named(SignedIn who, View view, @PathVariable String serial) {
    Agency.Body body = agency.of(who);
    IssuedCertificate certificate = require(body, serial);
    Grant grant =
        body.grant()
            .orElseThrow(() -> Refusal.of(Problem.FORBIDDEN, "you do not act for this body now"));
    String platform = view.typed("platform");
    Map<String, OperatorNames.Named> known = operators.of(List.of(platform));
    OperatorNames.Named named = known.get(platform);
    ActionType purpose =
        ActionType.ofWire(view.typed("purpose"))
            .orElseThrow(() -> refused("/purpose", "action-unknown", "there is no such action"));
    FaceForm form =
        FaceForm.ofWire(view.typed("form"))
            .orElseThrow(() -> refused("/form", "form-unknown", "a face is an OFD or a PDF file"));
    if (named == null) {
      throw refused("/platform", "platform-unknown", "there is no such platform");
    }
    if (!grant.scope().allowsOperator(platform) || !grant.scope().allowsAction(purpose)) {
      throw Refusal.of(Problem.FORBIDDEN, "this platform or purpose is outside your scope");
    }
    NamedDownloads.Opened opened = downloads.open(grant, certificate.serial(), platform, purpose.wire());
    return file(
        certificate,
        form,
        new Download(
            opened.nonce(),
            opened.downloadedAt(),
            new Download.Named(platform, named.name(), purpose.wire(), Words.action(purpose, view))));
  }

  private ResponseEntity<byte[]> file(
      IssuedCertificate certificate, FaceForm form, @Nullable Download download) {
    byte[] document = faces.make(certificate.serial(), form, download);
    String name =
        certificate.uscc().value()
            + "-"
            + certificate.serial().hex().substring(0, 8)
            + (download == null ? "" : "-named")
            + "."
            + form.extension();
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .contentType(form.mediaType())
        .body(document);
  }

  private IssuedCertificate require(Agency.Body body, String serial) {
    IssuedCertificate certificate = certificates.require(body, serial);
    if (certificate.state() != CertificateState.GOOD) {
      throw Refusal.of(Problem.WRONG_STATE, "the certificate is not in force: it has no face");
    }
    return certificate;
  }

  private static Refusal refused(String pointer, String code, String detail) {
    return Refusal.member(Problem.REFUSED_BY_RULE, pointer, code, detail);
  }
}
