package org.zhengyan.x509.issuing;

import java.util.ArrayList;
import java.util.List;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.MalformedDer;

/**
 * Reads the bytes that are about to be signed as a stranger would, and holds them against every
 * {@link LintRule}.
 *
 * <p>It shares with the builder only how a name and a key identifier are derived, so that a fault
 * of the builder, or of the library under it, is found before the signature and not in the field.
 */
public final class CertificateLint {
  private CertificateLint() {}

  /**
   * The only way to something that can be signed.
   *
   * @throws CertificateLintFailed with every rule that the bytes break
   */
  public static LintedCertificate lint(TbsCertificate tbs) throws CertificateLintFailed {
    LintSubject subject;
    try {
      subject = new LintSubject(tbs.der(), tbs.template());
    } catch (MalformedDer | MalformedCertificate e) {
      throw new CertificateLintFailed(
          List.of("X.690 section 10: the bytes are a DER TBSCertificate"), e);
    }
    List<LintRule> broken = broken(subject);
    if (!broken.isEmpty()) {
      throw new CertificateLintFailed(
          broken.stream().map(rule -> rule.section() + ": " + rule.claim()).toList(), null);
    }
    return new LintedCertificate(tbs.der(), tbs.template().issuer());
  }

  static List<LintRule> broken(LintSubject subject) {
    List<LintRule> broken = new ArrayList<>();
    for (LintRule rule : LintRule.values()) {
      if (!rule.holds(subject)) {
        broken.add(rule);
      }
    }
    return broken;
  }
}
