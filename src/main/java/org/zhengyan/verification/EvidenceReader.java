package org.zhengyan.verification;

import org.jspecify.annotations.Nullable;
import org.zhengyan.x509.EvidenceChain;
import org.zhengyan.x509.LeafCertificate;
import org.zhengyan.x509.MalformedCertificate;

/** Reads either form of evidence into the same two facts: whose certificate, and did its key sign. */
final class EvidenceReader {

  /**
   * @param leaf null when no certificate could be read
   * @param signatureVerified true only when the leaf's key signed this challenge for this certificate
   * @param problem what was wrong, for the platform's engineer; null when nothing was
   */
  record Presented(@Nullable LeafCertificate leaf, boolean signatureVerified, @Nullable String problem) {}

  private final EvidenceChain chain;

  EvidenceReader(EvidenceChain chain) {
    this.chain = chain;
  }

  Presented read(Evidence evidence, Challenge challenge) {
    return switch (evidence) {
      case Evidence.BareSignature bare -> bareSignature(bare, challenge);
      case Evidence.Cms cms -> cms(cms, challenge);
    };
  }

  private Presented bareSignature(Evidence.BareSignature evidence, Challenge challenge) {
    LeafCertificate leaf;
    try {
      leaf = chain.read(evidence.certificate());
    } catch (MalformedCertificate e) {
      return new Presented(null, false, e.getMessage());
    }
    byte[] signed = challenge.signedText(leaf.sha256());
    if (leaf.key().verify(signed, evidence.signature())) {
      return new Presented(leaf, true, null);
    }
    return new Presented(
        leaf,
        false,
        "the signature does not verify over the challenge followed by the certificate line");
  }

  private Presented cms(Evidence.Cms evidence, Challenge challenge) {
    throw new UnsupportedOperationException();
  }
}
