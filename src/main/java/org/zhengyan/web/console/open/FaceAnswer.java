package org.zhengyan.web.console.open;

import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.web.console.Facts;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** What is said of a face whose printed identifier somebody typed: whether it is the current version. */
final class FaceAnswer {
  private FaceAnswer() {}

  static Page show(Page page, View view, CertificateLookup.FoundFace found) {
    Institution body = found.body();
    String key =
        body.status() != InstitutionStatus.NORMAL ? "body-inactive" : found.current() ? "face" : "outdated";
    Facts facts =
        Facts.of()
            .add(view.text("certificate.name"), body.firstName())
            .add(view.text("certificate.uscc"), Show.uscc(body.uscc().value()))
            .add(view.text("certificate.kind"), view.text("kind." + body.kind().wire()))
            .add(view.text("certificate.authority"), body.authority())
            .add(view.text("certificate.body-status"), view.text("body-status." + body.status().wire()))
            .add(view.text("certificate.identifier"), Html.code(found.face().identifier()))
            .add(view.text("as-of"), Show.moment(found.asOf(), view));
    return page.organ(body.kind() == InstitutionKind.ORGAN)
        .add(
            Notice.answer(
                key.equals("face") ? StatusTag.GOOD : StatusTag.BAD,
                view.text("standing." + key),
                Markup.paragraph(view.text("standing-why." + key))))
        .add(facts)
        .add(
            Notice.plain(Markup.paragraph(view.text("certificate.only"))), CertificateLookupController.again(view));
  }
}
