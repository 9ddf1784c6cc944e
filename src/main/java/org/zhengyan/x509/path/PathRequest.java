package org.zhengyan.x509.path;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be validated and under which inputs (RFC 5280 section 6.1.1).
 *
 * @param target the certificate whose key matters
 * @param others whatever came along, in any order: possible intermediates and CRL signers
 * @param anchors what is trusted; their validity, constraints and extensions count as well
 * @param at the instant of validation
 * @param purpose the extended key usage that the target needs; CAs that name purposes must name it
 * @param peerNames all must be in the target's subjectAltName
 * @param maxIntermediates certificates between target and anchor that are not self-issued
 * @param policies the user-initial-policy-set and its three flags
 * @param crls when present, every certificate below the anchor must be answered for by one of them
 * @param crlsAt the instant at which the CRLs have to be current; {@code at}, unless somebody asks today
 *     about a signature of long ago
 * @param rules how old the rules are
 * @param limits what the validation may cost
 */
public record PathRequest(
    PathCertificate target,
    List<PathCertificate> others,
    List<PathCertificate> anchors,
    Instant at,
    Optional<String> purpose,
    List<PeerName> peerNames,
    int maxIntermediates,
    Policies policies,
    Optional<List<PathCrl>> crls,
    Instant crlsAt,
    PathRules rules,
    PathLimits limits) {

  public PathRequest {
    others = List.copyOf(others);
    anchors = List.copyOf(anchors);
    peerNames = List.copyOf(peerNames);
    crls = crls.map(List::copyOf);
  }

  /**
   * Inputs (c) to (g) of section 6.1.1.
   *
   * @param accepted the OIDs; any-policy accepts all
   */
  public record Policies(
      Set<String> accepted, boolean explicit, boolean inhibitMapping, boolean inhibitAny) {

    public static final Policies ANY =
        new Policies(Set.of(PolicyExtensions.ANY_POLICY), false, false, false);

    public Policies {
      accepted = Set.copyOf(accepted);
    }
  }

  /** A request with the defaults: any purpose, any name, any policy, no CRLs. */
  public static PathRequest of(
      PathCertificate target,
      List<PathCertificate> others,
      List<PathCertificate> anchors,
      Instant at) {
    return new PathRequest(
        target,
        others,
        anchors,
        at,
        Optional.empty(),
        List.of(),
        PathLimits.DEFAULT.certificates(),
        Policies.ANY,
        Optional.empty(),
        at,
        PathRules.RFC_5280,
        PathLimits.DEFAULT);
  }

  public PathRequest withPurpose(String purpose) {
    return new PathRequest(
        target, others, anchors, at, Optional.of(purpose), peerNames,
        maxIntermediates, policies, crls, crlsAt, rules, limits);
  }

  public PathRequest withPeerNames(List<PeerName> peerNames) {
    return new PathRequest(
        target, others, anchors, at, purpose, peerNames,
        maxIntermediates, policies, crls, crlsAt, rules, limits);
  }

  public PathRequest withMaxIntermediates(int maxIntermediates) {
    return new PathRequest(
        target, others, anchors, at, purpose, peerNames,
        maxIntermediates, policies, crls, crlsAt, rules, limits);
  }

  public PathRequest withPolicies(Policies policies) {
    return new PathRequest(
        target, others, anchors, at, purpose, peerNames,
        maxIntermediates, policies, crls, crlsAt, rules, limits);
  }

  public PathRequest withCrls(List<PathCrl> crls) {
    return new PathRequest(
        target, others, anchors, at, purpose, peerNames,
        maxIntermediates, policies, Optional.of(crls), crlsAt, rules, limits);
  }

  /** CRLs that are current at another instant than that of the validation; when an entry was made is not asked. */
  public PathRequest withCrls(List<PathCrl> crls, Instant crlsAt) {
    return new PathRequest(
        target, others, anchors, at, purpose, peerNames,
        maxIntermediates, policies, Optional.of(crls), crlsAt, rules, limits);
  }

  public PathRequest withRules(PathRules rules) {
    return new PathRequest(
        target, others, anchors, at, purpose, peerNames,
        maxIntermediates, policies, crls, crlsAt, rules, limits);
  }

  public PathRequest withLimits(PathLimits limits) {
    return new PathRequest(
        target, others, anchors, at, purpose, peerNames,
        maxIntermediates, policies, crls, crlsAt, rules, limits);
  }
}
