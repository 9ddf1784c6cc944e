package org.zhengyan.x509.path;

/**
 * Builds and validates certification paths (RFC 5280 section 6).
 *
 * <p>Looks for a path from the target to one of the anchors through the certificates that came along,
 * and walks it: signatures, validity, basic constraints, path length, key usage, extended key usage,
 * name constraints, policies, critical extensions and, where CRLs are given, revocation. It fetches
 * nothing, keeps nothing and throws nothing: input that asks for more than the {@link PathLimits}
 * ends as {@link PathFailure#LIMIT}.
 *
 * <p>Stricter than section 6 asks, on purpose: see {@code CertificateForm} and {@link
 * PathRules}. Thread-safe.
 */
public final class PathValidator {

  /** Validates the request's target. */
  public PathResult validate(PathRequest request) {
    try {
      PathSearch search = new PathSearch(request);
      PathWalk.Revocation revocation =
          request.crls().isPresent()
              ? new RevocationCheck(search, request.crls().get())
              : (certificate, issuer, issuerKey, anchor) -> {};
      PathSearch.From from =
          search
              .new From(request.anchors(), request.policies(), request.purpose(), revocation);
      PathSearch.Found found = from.find(request.target());
      return found == null ? from.failure() : named(request, found.result());
    } catch (Budget.Exhausted e) {
      return new PathResult.Invalid(PathFailure.LIMIT, String.valueOf(e.getMessage()));
    }
  }

  /** The names are the target's alone, so they are compared once, after the path. */
  private static PathResult named(PathRequest request, PathResult.Valid valid) {
    GeneralNames carried = request.target().names();
    for (PeerName expected : request.peerNames()) {
      if (!PeerNameMatch.carried(expected, carried)) {
        return new PathResult.Invalid(
            PathFailure.PEER_NAME, "the target does not carry the expected name");
      }
    }
    return valid;
  }
}
