package org.zhengyan.issuance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.Suite;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.ProposalDigest;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.RegionPurpose;
import org.zhengyan.registry.Uscc;
import org.zhengyan.x509.issuing.CertificationRequest;

/**
 * What an application must be, whoever makes it, and the digest that an approval names.
 *
 * <p>It reads the registry and the certificates as they are now and changes nothing.
 */
@Component
public class ApplicationRules {
  private final Institutions institutions;
  private final CertificateStore certificates;
  private final CertificateProfiles profiles;

  ApplicationRules(
      Institutions institutions, CertificateStore certificates, CertificateProfiles profiles) {
    this.institutions = institutions;
    this.certificates = certificates;
    this.profiles = profiles;
  }

  /**
   * A request that could become a certificate today.
   *
   * @param csr the DER of the PKCS#10 request
   * @param keySha256 SHA-256 of its SubjectPublicKeyInfo
   */
  public record Examined(
      Institution institution,
      Suite suite,
      byte[] csr,
      byte[] keySha256,
      @Nullable String holder,
      @Nullable SerialNumber replaces,
      boolean dual) {}

  /**
   * Examines it for somebody who may act for its body.
   *
   * @param mayAct asked before anything about the body is told; throws when the caller may not
   * @throws Refusal {@code malformed} or {@code refused-by-rule} at the member that is wrong
   */
  public Examined examine(ApplicationRequest request, Consumer<Institution> mayAct) {
    Uscc uscc = request.requiredUscc();
    Suite suite = request.requiredSuite();
    String pem = request.requiredCsr();
    String holder = request.checkedHolder();
    SerialNumber replaces = request.checkedReplaces();
    boolean dual = request.checkedDual();
    Institution institution = requireRegistered(uscc);
    mayAct.accept(institution);
    requireIssuable(institution);
    CertificationRequest csr = CertificationRequest.parse(pem, suite);
    byte[] key = keySha256(csr);
    requireUnclaimed(certificates.keyClaimed(key));
    if (replaces != null) {
      requireReplaceable(uscc, replaces);
    }
    return new Examined(institution, suite, csr.der(), key, holder, replaces, dual);
  }

  String profile(Institution institution) {
    return profiles.of(institution.kind()).name();
  }

  /** What an approval agrees to: the request, the profile, the suite and the registry's version. */
  String digest(Examined examined, @Nullable PersonId recipient) {
    Institution institution = examined.institution();
    Map<String, String> members = new HashMap<>();
    members.put("csr", "sha256:" + HexFormat.of().formatHex(Applications.sha256(examined.csr())));
    members.put("name", institution.firstName());
    members.put("profile", profile(institution));
    members.put("profileDigest", "sha256:" + profiles.digest(institution.kind()));
    members.put("registryVersion", Integer.toString(institution.version()));
    members.put("suite", examined.suite().wire());
    members.put("uscc", institution.uscc().value());
    String holder = examined.holder();
    if (holder != null) {
      members.put("holder", holder);
    }
    SerialNumber replaces = examined.replaces();
    if (replaces != null) {
      members.put("replaces", replaces.hex());
    }
    if (examined.dual()) {
      members.put("encryptionProfile", profiles.encryption(institution.kind()).name());
      members.put("encryptionProfileDigest", "sha256:" + profiles.encryptionDigest(institution.kind()));
    }
    if (recipient != null) {
      members.put("recipient", recipient.value());
    }
    return ProposalDigest.of(members);
  }

  /** As {@link Applications#requireUnchanged}. */
  Institution requireUnchanged(Application application) {
    Institution now =
        institutions
            .find(application.uscc())
            .orElseThrow(() -> changed("the body is no longer in the registry", application));
    Examined again =
        new Examined(
            now,
            application.suite(),
            application.csr(),
            application.keySha256(),
            application.holder(),
            application.replaces(),
            application.dual());
    if (!digest(again, application.recipient()).equals(application.digest())) {
      throw changed(
          "the registry or the profile changed since the application: refuse it and apply again",
          application);
    }
    requireIssuable(now);
    return now;
  }

  static void requireUnclaimed(boolean claimed) {
    if (claimed) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/csr",
          "key-certified-before",
          "this public key was certified before: make a new key for each certificate");
    }
  }

  private static Refusal changed(String detail, Application application) {
    return Refusal.conflict(
        Problem.DIGEST_MISMATCH, detail, ApplicationResponse.of(application));
  }

  private Institution requireRegistered(Uscc uscc) {
    return institutions
        .find(uscc)
        .orElseThrow(
            () ->
                Refusal.member(
                    Problem.REFUSED_BY_RULE,
                    "/uscc",
                    "institution-unknown",
                    "no such body is registered"));
  }

  private void requireIssuable(Institution institution) {
    if (institution.status() != InstitutionStatus.NORMAL) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/uscc",
          "institution-not-normal",
          "the body's registration is " + institution.status().wire());
    }
    if (!institutions.regionEnabled(institution.division(), RegionPurpose.CERTIFICATES)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/uscc",
          "region-not-enabled",
          "certificates are not switched on for division " + institution.division());
    }
  }

  private void requireReplaceable(Uscc uscc, SerialNumber serial) {
    Optional<IssuedCertificate> replaced = certificates.find(serial);
    if (replaced.isEmpty()
        || !replaced.get().uscc().equals(uscc)
        || replaced.get().der() == null
        || replaced.get().state() == CertificateState.REVOKED
        || !certificates.leading(serial).equals(serial)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/replaces",
          "certificate-not-replaceable",
          "the body has no certificate with this serial that is not revoked");
    }
  }

  /** Of the one encoding that we certify, so that a point has one fingerprint. */
  private static byte[] keySha256(CertificationRequest csr) {
    try {
      return Applications.sha256(csr.publicKey().publicKey().getEncoded("DER"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
