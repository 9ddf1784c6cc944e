package org.zhengyan.status.holder;

import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.Suite;
import org.zhengyan.registry.Uscc;
import org.zhengyan.status.CertificateStatus;
import org.zhengyan.status.PresentedCertificates;
import org.zhengyan.x509.EvidenceChain;
import org.zhengyan.x509.EvidenceChain.Finding;
import org.zhengyan.x509.LeafCertificate;
import org.zhengyan.x509.MalformedCertificate;

/**
 * Finds out who signed a text: the certificate chains to a CA of ours, is for signing by a body, is valid
 * now, its key signed the text for this certificate, it is one that was issued, and its status is good.
 * Nothing is said of a status until the key has signed.
 *
 * <p>It decides nothing about the body: not its name, not its standing in the registry, not its region. A
 * verification asks those too, of {@code EvidenceJudge}.
 */
@Component
public class HolderSignatures {
  private static final Set<Suite> BOTH = Set.copyOf(EnumSet.allOf(Suite.class));

  private final EvidenceChain chain;
  private final PresentedCertificates presented;
  private final Clock clock;

  HolderSignatures(EvidenceChain chain, PresentedCertificates presented, Clock clock) {
    this.chain = chain;
    this.presented = presented;
    this.clock = clock;
  }

  /** Who signed: the body whose code the certificate carries. */
  public record Holder(SerialNumber serial, Uscc uscc, byte[] certificateSha256) {}

  /**
   * The holder who signed the text.
   *
   * @param certificate PEM, as it came
   * @param signature DER, as it came
   * @throws Refusal {@code refused-by-rule} at {@code /certificate} or {@code /signature} with the reason;
   *     {@code unavailable} when the status cannot be told now
   */
  public Holder require(HolderText text, String certificate, byte[] signature) {
    LeafCertificate leaf = read(certificate);
    EvidenceChain.Assessment found = chain.assess(leaf, BOTH, clock.instant());
    Optional<CaId> issuer = found.issuer().flatMap(CaId::ofWire);
    if (issuer.isEmpty() || !found.clean()) {
      throw against(found.findings().isEmpty() ? Finding.UNTRUSTED : found.findings().getFirst(), leaf);
    }
    if (!text.signedBy(leaf, signature)) {
      throw refused(
          "/signature",
          "signature-invalid",
          "the signature does not verify over the text followed by the certificate line");
    }
    requireGood(presented.status(issuer.get(), leaf));
    Uscc uscc =
        Uscc.parse(leaf.organizationIdentifier())
            .orElseThrow(() -> new IllegalStateException("a certificate of ours carries no code"));
    return new Holder(new SerialNumber(leaf.serial()), uscc, leaf.sha256());
  }

  private LeafCertificate read(String certificate) {
    try {
      return chain.read(certificate);
    } catch (MalformedCertificate e) {
      throw refused("/certificate", "certificate-malformed", String.valueOf(e.getMessage()));
    }
  }

  private static Refusal against(Finding finding, LeafCertificate leaf) {
    return switch (finding) {
      case UNTRUSTED ->
          refused("/certificate", "certificate-untrusted", "no issuing CA of this service signed it");
      case EXPIRED -> refused("/certificate", "certificate-expired", "valid until " + leaf.notAfter());
      case NOT_YET_VALID ->
          refused("/certificate", "certificate-not-yet-valid", "valid from " + leaf.notBefore());
      case USAGE -> refused("/certificate", "certificate-usage", "it is not for signing by a body");
      case SUITE -> throw new IllegalStateException("both suites are accepted");
    };
  }

  private static void requireGood(CertificateStatus status) {
    Instant since = status.revokedAt();
    switch (status.value()) {
      case GOOD -> {
        // The only status that lets somebody act.
      }
      case REVOKED -> throw refused("/certificate", "certificate-revoked", "revoked at " + since);
      case SUSPENDED -> throw refused("/certificate", "certificate-suspended", "suspended at " + since);
      case UNKNOWN ->
          throw refused("/certificate", "status-unknown", "this service knows no such certificate");
    }
  }

  private static Refusal refused(String pointer, String code, String detail) {
    return Refusal.member(Problem.REFUSED_BY_RULE, pointer, code, detail);
  }
}
