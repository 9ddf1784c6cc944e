package org.zhengyan.verification;

import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.x509.CmsSignature;
import org.zhengyan.x509.EvidenceChain;
import org.zhengyan.x509.LeafCertificate;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.MalformedCms;
import org.zhengyan.x509.NotSignedData;

/** Reads either form of evidence into the same two facts: whose certificate, and did its key sign. */
final class EvidenceReader {

  /**
   * @param leaf null when no certificate could be read
   * @param signatureVerified true only when the leaf's key signed this challenge for this certificate
   * @param reason why not; null when it did
   * @param problem what was wrong, for the platform's engineer; null when nothing was
   */
  record Presented(
      @Nullable LeafCertificate leaf,
      boolean signatureVerified,
      @Nullable Reason reason,
      @Nullable String problem) {

    static Presented verified(LeafCertificate leaf) {
      return new Presented(leaf, true, null, null);
    }

    static Presented invalid(@Nullable LeafCertificate leaf, Reason reason, @Nullable String problem) {
      return new Presented(leaf, false, reason, problem);
    }
  }

  private final EvidenceChain chain;

  EvidenceReader(EvidenceChain chain) {
    this.chain = chain;
  }

  /**
   * @throws Refusal {@code malformed} for bytes that are no SignedData: they decide nothing
   */
  Presented read(Evidence evidence, Challenge challenge) {
    return switch (evidence) {
      case Evidence.BareSignature bare -> bareSignature(bare, challenge);
      case Evidence.Cms cms -> cms(cms, challenge);
      case Evidence.Document document ->
          throw new IllegalArgumentException("a document is judged by DocumentEvidence");
      case Evidence.Paper paper ->
          throw new IllegalArgumentException("a number is judged by PaperEvidence");
      case Evidence.None none -> throw new IllegalArgumentException("there is nothing to judge");
    };
  }

  private Presented bareSignature(Evidence.BareSignature evidence, Challenge challenge) {
    LeafCertificate leaf;
    try {
      leaf = chain.read(evidence.certificate());
    } catch (MalformedCertificate e) {
      return Presented.invalid(null, Reason.CERTIFICATE_MALFORMED, e.getMessage());
    }
    if (leaf.key().verify(challenge.signedText(leaf.sha256()), evidence.signature())) {
      return Presented.verified(leaf);
    }
    return Presented.invalid(
        leaf,
        Reason.SIGNATURE_INVALID,
        "the signature does not verify over the challenge followed by the certificate line");
  }

  private Presented cms(Evidence.Cms evidence, Challenge challenge) {
    CmsSignature cms;
    try {
      cms = CmsSignature.read(evidence.signedData());
    } catch (NotSignedData e) {
      throw Refusal.member(Problem.MALFORMED, "/cms", "cms-invalid", e.sentence());
    } catch (MalformedCms e) {
      return Presented.invalid(null, Reason.SIGNATURE_INVALID, e.getMessage());
    }
    LeafCertificate leaf;
    try {
      leaf = chain.read(cms.signerCertificate());
    } catch (MalformedCertificate e) {
      return Presented.invalid(null, Reason.CERTIFICATE_MALFORMED, e.getMessage());
    }
    if (cms.verifies(challenge.bytes(), leaf)) {
      return Presented.verified(leaf);
    }
    return Presented.invalid(
        leaf, Reason.SIGNATURE_INVALID, "the CMS does not verify over the challenge alone with its signer");
  }
}
