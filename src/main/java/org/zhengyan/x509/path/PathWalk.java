package org.zhengyan.x509.path;

import static org.zhengyan.x509.path.PolicyExtensions.ANY_POLICY;

import java.io.Serial;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;
import org.zhengyan.x509.StandardExtensions;

/**
 * Basic path validation (RFC 5280 section 6.1) of one path, in the order of that section.
 *
 * <p>Beyond it: the anchor is a certificate whose validity and constraints count (RFC 5937), every
 * certificate keeps the rules of {@link CertificateForm}, and extended key usage narrows downwards.
 * Used once; not thread-safe.
 */
final class PathWalk {

  /** Ends the walk. */
  static final class Broken extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    private final transient PathResult.Invalid result;

    Broken(PathFailure failure, String detail) {
      super(detail, null, false, false);
      this.result = new PathResult.Invalid(failure, detail);
    }

    PathResult.Invalid result() {
      return result;
    }
  }

  /** How certificates are answered for; absent when nobody asked for revocation. */
  @FunctionalInterface
  interface Revocation {
    void require(
        PathCertificate certificate,
        PathCertificate issuer,
        SubjectPublicKeyInfo issuerKey,
        PathCertificate anchor)
        throws Broken;
  }

  private final PathRules rules;
  private final PathRequest.Policies inputs;
  private final Optional<String> purpose;
  private final Signatures signatures;
  private final Budget budget;
  private final Revocation revocation;
  private final Instant now;

  private final PolicyGraph policies = new PolicyGraph();
  private final List<NameConstraints> nameConstraints = new ArrayList<>();
  private int explicitPolicy;
  private int policyMapping;
  private int inhibitAnyPolicy;
  private int maxPathLength;
  private SubjectPublicKeyInfo workingKey;

  /** A walk up to this anchor; for a CRL's signer inputs and purpose are not the request's. */
  PathWalk(
      Instant at,
      PathRules rules,
      PathRequest.Policies inputs,
      Optional<String> purpose,
      Signatures signatures,
      Budget budget,
      Revocation revocation,
      PathCertificate anchor) {
    this.rules = rules;
    this.inputs = inputs;
    this.purpose = purpose;
    this.signatures = signatures;
    this.budget = budget;
    this.revocation = revocation;
    // RFC 5280 times are whole seconds, and notAfter is included.
    this.now = at.truncatedTo(ChronoUnit.SECONDS);
    this.workingKey = anchor.fields().publicKey();
  }

  /**
   * Walks from the anchor, which is last, to the target, which is first.
   *
   * @return the policies that are valid for the path
   */
  Set<String> walk(List<PathCertificate> path) throws Broken {
    PathCertificate anchor = path.getLast();
    int n = path.size() - 1;
    initialize(anchor, n);
    PathCertificate issuer = anchor;
    for (int i = 1; i < n; i++) {
      PathCertificate certificate = path.get(n - i);
      process(certificate, issuer, anchor, false);
      prepareForNext(certificate);
      issuer = certificate;
    }
    process(path.getFirst(), issuer, anchor, true);
    return wrapUp(path.getFirst());
  }

  /** The target's key, with parameters; after {@link #walk}. */
  SubjectPublicKeyInfo workingKey() {
    return workingKey;
  }

  /** Section 6.1.2, and the anchor's own constraints (RFC 5937 section 4). */
  private void initialize(PathCertificate anchor, int n) throws Broken {
    explicitPolicy = inputs.explicit() ? 0 : n + 1;
    inhibitAnyPolicy = inputs.inhibitAny() ? 0 : n + 1;
    policyMapping = inputs.inhibitMapping() ? 0 : n + 1;
    maxPathLength = n;
    requireForm(anchor, CertificateForm.Role.ANCHOR);
    requireValidNow(anchor);
    requirePurpose(anchor);
    requireAuthority(anchor);
    anchor.nameConstraints().ifPresent(nameConstraints::add);
    narrow(anchor);
  }

  /** Section 6.1.3. */
  private void process(
      PathCertificate certificate, PathCertificate issuer, PathCertificate anchor, boolean last)
      throws Broken {
    requireForm(
        certificate, last ? CertificateForm.Role.TARGET : CertificateForm.Role.INTERMEDIATE);
    // (a) signature, validity, revocation, name
    if (!certificate.issuer().equals(issuer.subject())) {
      throw new Broken(PathFailure.UNTRUSTED, certificate + " names another issuer");
    }
    if (!signatures.verifies(certificate, workingKey)) {
      throw new Broken(PathFailure.SIGNATURE, "the signature of " + certificate + " is not valid");
    }
    requireValidNow(certificate);
    revocation.require(certificate, issuer, workingKey, anchor);
    // (b), (c) name constraints
    if (last || !certificate.selfIssued()) {
      GeneralNames names = certificate.constrainedNames();
      for (NameConstraints constraints : nameConstraints) {
        if (!constraints.allow(certificate.subject(), names, budget)) {
          throw new Broken(
              PathFailure.NAME_CONSTRAINTS, "a name of " + certificate + " is not permitted");
        }
      }
    }
    // (d), (e), (f) policies
    Set<String> stated = certificate.policies().policies().orElse(Set.of());
    if (stated.isEmpty()) {
      policies.clear();
    } else if (!policies.isNull()) {
      policies.descend(stated, inhibitAnyPolicy > 0 || (!last && certificate.selfIssued()));
    }
    if (explicitPolicy <= 0 && policies.isNull()) {
      throw new Broken(PathFailure.POLICY, "no policy is valid at " + certificate);
    }
    requirePurpose(certificate);
  }

  /** Section 6.1.4. */
  private void prepareForNext(PathCertificate certificate) throws Broken {
    // (a), (b) policy mappings
    Map<String, Set<String>> mappings = certificate.policies().mappings();
    boolean mapsAny =
        mappings.containsKey(ANY_POLICY)
            || mappings.values().stream().anyMatch(mapped -> mapped.contains(ANY_POLICY));
    if (mapsAny) {
      throw new Broken(PathFailure.POLICY, certificate + " maps any-policy");
    }
    if (policyMapping > 0) {
      policies.map(mappings);
    } else {
      policies.remove(mappings.keySet());
    }
    // (c) to (f) names and key
    workingKey = Signatures.resolved(certificate.fields().publicKey(), workingKey);
    // (g) name constraints
    certificate.nameConstraints().ifPresent(nameConstraints::add);
    // (h) counters
    if (!certificate.selfIssued()) {
      explicitPolicy--;
      policyMapping--;
      inhibitAnyPolicy--;
    }
    // (k) to (n), with (i), (j) and (m) in narrow()
    requireAuthority(certificate);
    if (!certificate.selfIssued()) {
      if (maxPathLength <= 0) {
        throw new Broken(
            PathFailure.BASIC_CONSTRAINTS, "the path is longer than allowed at " + certificate);
      }
      maxPathLength--;
    }
    narrow(certificate);
  }

  /** Section 6.1.5. */
  private Set<String> wrapUp(PathCertificate target) throws Broken {
    workingKey = Signatures.resolved(target.fields().publicKey(), workingKey);
    if (!signatures.acceptable(workingKey)) {
      throw new Broken(PathFailure.SIGNATURE, "the key of " + target + " is not accepted");
    }
    explicitPolicy--;
    Integer requireExplicit = target.policies().requireExplicit();
    if (requireExplicit != null && requireExplicit == 0) {
      explicitPolicy = 0;
    }
    Set<String> valid = policies.isNull() ? Set.of() : policies.valid(inputs.accepted());
    if (explicitPolicy <= 0 && valid.isEmpty()) {
      throw new Broken(PathFailure.POLICY, "no accepted policy is valid for the path");
    }
    return valid;
  }

  /** Sections 6.1.4 (i), (j) and (m). */
  private void narrow(PathCertificate certificate) {
    PolicyExtensions stated = certificate.policies();
    explicitPolicy = narrower(explicitPolicy, stated.requireExplicit());
    policyMapping = narrower(policyMapping, stated.inhibitMapping());
    inhibitAnyPolicy = narrower(inhibitAnyPolicy, stated.inhibitAny());
    maxPathLength =
        narrower(
            maxPathLength,
            certificate
                .standard()
                .basicConstraints()
                .map(StandardExtensions.BasicConstraints::pathLength)
                .orElse(null));
  }

  private static int narrower(int present, @Nullable Integer stated) {
    return stated == null ? present : Math.min(present, stated);
  }

  /** Sections 6.1.4 (k), (l) and (n): a CA of version 3 that may sign certificates. */
  private static void requireAuthority(PathCertificate certificate) throws Broken {
    if (certificate.fields().version() != 3 || !certificate.ca()) {
      throw new Broken(PathFailure.BASIC_CONSTRAINTS, certificate + " is no CA");
    }
    if (!certificate.keyMay(KeyUsage.keyCertSign)) {
      throw new Broken(PathFailure.KEY_USAGE, certificate + " may not sign certificates");
    }
  }

  /** Sections 6.1.4 (o) and 6.1.5 (f) for critical extensions, section 4 for the rest. */
  private void requireForm(PathCertificate certificate, CertificateForm.Role role)
      throws Broken {
    String unknown = CertificateForm.unknownCritical(certificate).orElse(null);
    if (unknown != null) {
      throw new Broken(
          PathFailure.CRITICAL_EXTENSION, certificate + " has the critical extension " + unknown);
    }
    String broken = CertificateForm.broken(certificate, role, rules).orElse(null);
    if (broken != null) {
      throw new Broken(PathFailure.MALFORMED, certificate + ": " + broken);
    }
  }

  private void requireValidNow(PathCertificate certificate) throws Broken {
    if (now.isBefore(certificate.fields().notBefore())) {
      throw new Broken(PathFailure.NOT_YET_VALID, certificate + " is not valid yet");
    }
    if (now.isAfter(certificate.fields().notAfter())) {
      throw new Broken(PathFailure.EXPIRED, certificate + " has expired");
    }
  }

  /** Section 4.2.1.12; a purpose that a CA leaves out, nobody below it has. */
  private void requirePurpose(PathCertificate certificate) throws Broken {
    Set<String> stated = certificate.standard().extendedKeyUsage().orElse(null);
    if (purpose.isPresent()
        && stated != null
        && !stated.contains(purpose.get())
        && !stated.contains(KeyPurposeId.anyExtendedKeyUsage.getId())) {
      throw new Broken(PathFailure.EXTENDED_KEY_USAGE, certificate + " is not for " + purpose.get());
    }
  }
}
