package org.zhengyan.document.check;

import java.time.Instant;
import org.zhengyan.document.check.SignerTrust.Role;
import org.zhengyan.document.check.pdf.PdfFile;
import org.zhengyan.x509.CmsSignature;
import org.zhengyan.x509.LeafCertificate;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.MalformedCms;

/**
 * The full check of a PAdES signature (ETSI EN 319 142-1, baseline T): the whole file covered, the
 * signer's signature with signingCertificateV2, a timestamp, the chain, the dates, and revocation then
 * and now. PAdES states no time of its own, so a face without a timestamp is refused.
 */
final class PdfJudge {
  private final SignatureMoment moment;

  PdfJudge(SignatureMoment moment) {
    this.moment = moment;
  }

  /** Makes the checks from {@code filesCovered} to {@code statusNow}, as far as there is something. */
  void judge(VerdictDraft verdict, PdfFile.Signature signature, Instant now) {
    verdict.check(
        "filesCovered",
        signature.problem() == null,
        DocumentReason.DOCUMENT_ALTERED,
        String.valueOf(signature.problem()));
    CmsSignature cms;
    LeafCertificate signer;
    try {
      cms = CmsSignature.read(signature.cms());
      signer = LeafCertificate.ofDer(cms.signerCertificate());
    } catch (MalformedCms e) {
      verdict.fail("signature", DocumentReason.SEAL_INVALID, e.sentence());
      return;
    } catch (MalformedCertificate e) {
      verdict.fail("signature", DocumentReason.SEAL_INVALID, e.sentence());
      return;
    }
    boolean unchanged = cms.digests(signature.covered());
    verdict.check(
        "filesUnchanged", unchanged, DocumentReason.DOCUMENT_ALTERED, "changed since it was signed");
    verdict.check(
        "signature",
        cms.signedBy(signer),
        DocumentReason.SEAL_INVALID,
        "the signer's signature does not verify");
    SignatureMoment.Moment when =
        moment.establish(verdict, cms.timestamp(), cms.signature(), null, now);
    String statusNow = moment.judgeSigner(verdict, Role.PDF_SIGNER, signer.der(), null, when, now);
    verdict.seal(
        new DocumentVerdict.SealPart(
            SealJudge.commonName(signer.der()), null, null, when.signedAt(), when.proven(), statusNow));
  }
}
