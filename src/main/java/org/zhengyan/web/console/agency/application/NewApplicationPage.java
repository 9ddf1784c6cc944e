package org.zhengyan.web.console.agency.application;

import java.util.List;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.enrolment.Applicant;
import org.zhengyan.enrolment.EnrolmentKind;
import org.zhengyan.enrolment.Enrolments;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.registry.Institutions;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** The form of an application; the script of the page fills in the request. */
@Component
class NewApplicationPage {
  private final Institutions institutions;
  private final Enrolments enrolments;

  NewApplicationPage(Institutions institutions, Enrolments enrolments) {
    this.institutions = institutions;
    this.enrolments = enrolments;
  }

  Page page(Applicant applicant, EnrolmentKind kind, FormProblems problems, View view) {
    Institution body =
        institutions
            .find(applicant.uscc())
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "the body is not registered"));
    String predecessor = kind == EnrolmentKind.FIRST ? "" : view.typed("predecessor");
    Page page =
        view.page("applications.form." + kind.wire())
            .crumb("/agency/applications", "applications.title")
            .lead(view.text("applications.lead." + kind.wire()))
            .organ(body.kind() == InstitutionKind.ORGAN)
            .problems(problems)
            .script("enrol.js");
    Facts facts =
        Facts.of()
            .add(view.text("applications.body"), body.firstName())
            .add(view.text("applications.uscc"), Show.uscc(body.uscc().value()));
    if (!predecessor.isEmpty()) {
      facts.add(view.text("applications.predecessor"), Show.hex(predecessor));
    }
    page.add(facts);
    if (kind == EnrolmentKind.REPLACEMENT) {
      page.add(loss(applicant, predecessor, view));
    }
    return page.add(form(kind, predecessor, body, problems, view));
  }

  private static Form form(
      EnrolmentKind kind, String predecessor, Institution body, FormProblems problems, View view) {
    Form form =
        view.form("/agency/applications")
            .hidden("kind", kind.wire())
            .field(
                Field.radios(
                        "suite",
                        view.text("applications.suite"),
                        List.of(
                            new Field.Option(
                                "sm2",
                                view.text("applications.suite.sm2"),
                                view.text("applications.suite.hint.sm2")),
                            new Field.Option(
                                "p256",
                                view.text("applications.suite.p256"),
                                view.text("applications.suite.hint.p256"))))
                    .value("sm2")
                    .required())
            .field(
                Field.checks(
                    "dual",
                    view.text("applications.dual"),
                    List.of(
                        new Field.Option(
                            "yes",
                            view.text("applications.dual.yes"),
                            view.text("applications.dual.hint")))))
            .add(
                Html.of(
                    "div",
                    List.of("id", "applying", "data-uscc", body.uscc().value()),
                    Html.of("noscript", Html.of("p", Html.text(view.text("applications.noscript"))))))
            .field(
                Field.area("csr", view.text("applications.csr"))
                    .hint(view.text("applications.csr.hint"))
                    .with("rows", "10")
                    .with("spellcheck", "false")
                    .required())
            .submit(view.text("applications.submit." + kind.wire()))
            .cancel("/agency/applications", view.text("applications.cancel"));
    if (!predecessor.isEmpty()) {
      form.hidden("predecessor", predecessor);
    }
    return problems.isEmpty() ? form : form.problems(problems);
  }

  /** Suspending does not wait for the application. */
  private Html loss(Applicant applicant, String serial, View view) {
    boolean good =
        enrolments.certificates(applicant).stream()
            .filter(certificate -> certificate.serial().hex().equals(serial))
            .map(IssuedCertificate::state)
            .anyMatch(state -> state == CertificateState.GOOD);
    if (!good) {
      return Notice.done(view.text("applications.loss.suspended"));
    }
    return Notice.mind(
        view.text("applications.loss.title"),
        Markup.paragraph(view.text("applications.loss.text")),
        view.form("/agency/applications/loss")
            .hidden("serial", serial)
            .submit(view.text("applications.loss.suspend"))
            .html());
  }
}
