package org.zhengyan.x509.path;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.zhengyan.x509.path.PathWalk.Broken;

/**
 * CRL validation (RFC 5280 section 6.3), with indirect CRLs, reasons and deltas.
 *
 * <p>The CRLs are those of the request; nothing is fetched. A certificate that they do not answer for
 * wholly is refused. The signer of a CRL needs a path of its own to the same anchor, and that path
 * is checked for revocation too; a CRL may answer for its own signer (indirect CRLs do).
 */
final class RevocationCheck implements PathWalk.Revocation {

  /** A CRL's signer, its signer's CRL, and so on: no honest hierarchy needs more. */
  private static final int MAX_NESTING = 3;

  private final PathSearch search;
  private final List<PathCrl> crls;
  private final Instant now;
  private final List<PathCertificate> asked = new ArrayList<>();

  RevocationCheck(PathSearch search, List<PathCrl> crls) {
    this.search = search;
    this.crls = crls;
    this.now = search.request().crlsAt().truncatedTo(ChronoUnit.SECONDS);
  }

  @Override
  public void require(
      PathCertificate certificate,
      PathCertificate issuer,
      SubjectPublicKeyInfo issuerKey,
      PathCertificate anchor)
      throws Broken {
    Signer known = new Signer(issuer, issuerKey);
    List<DistributionPoint> points = new ArrayList<>(certificate.distributionPoints());
    // Section 6.3.3, last paragraph: then whatever else the issuer published.
    points.add(
        new DistributionPoint(
            new DistributionPoint.Name(
                GeneralNames.ofDirectoryName(certificate.issuer()), null),
            DistributionPoint.ALL_REASONS,
            null));
    int reasons = 0;
    for (DistributionPoint point : points) {
      for (PathCrl crl : crls) {
        int covered = covered(certificate, point, crl);
        if (crl.delta() || (covered & ~reasons) == 0 || !trusted(crl, certificate, known, anchor)) {
          continue;
        }
        if (revoked(certificate, crl, known, anchor)) {
          throw new Broken(PathFailure.REVOKED, certificate + " is revoked");
        }
        reasons |= covered;
      }
      if (reasons == DistributionPoint.ALL_REASONS) {
        return;
      }
    }
    throw new Broken(PathFailure.STATUS_UNKNOWN, "no usable CRL answers for " + certificate);
  }

  private record Signer(PathCertificate certificate, SubjectPublicKeyInfo key) {}

  /** Section 6.3.3 (b), (d) and (e): the reasons that this CRL covers for it; 0 for none. */
  private static int covered(PathCertificate certificate, DistributionPoint point, PathCrl crl) {
    IssuingDistributionPoint scope = crl.distributionPoint().orElse(null);
    GeneralNames crlIssuer = point.crlIssuer();
    boolean signedByDesignated =
        crlIssuer == null
            ? crl.issuer().equals(certificate.issuer())
            : scope != null
                && scope.indirect()
                && crlIssuer.directoryNames().contains(crl.issuer());
    if (!signedByDesignated) {
      return 0;
    }
    if (scope == null) {
      return point.reasons();
    }
    boolean inScope =
        !scope.onlyAttributes()
            && (!scope.onlyUsers() || !certificate.ca())
            && (!scope.onlyCas() || certificate.ca())
            && named(scope, point, crl);
    return inScope ? point.reasons() & scope.reasons() : 0;
  }

  private static boolean named(
      IssuingDistributionPoint scope, DistributionPoint point, PathCrl crl) {
    if (scope.name() == null) {
      return true;
    }
    GeneralNames names =
        point.name() != null ? point.name().complete(crl.issuer()) : point.crlIssuer();
    return names != null && scope.name().complete(crl.issuer()).intersects(names);
  }

  /** Section 6.3.3 (c), (i) to (l). */
  private boolean revoked(
      PathCertificate certificate, PathCrl complete, Signer known, PathCertificate anchor) {
    Optional<CrlEntry> entry = complete.entry(certificate);
    for (PathCrl delta : crls) {
      if (delta.updates(complete) && trusted(delta, certificate, known, anchor)) {
        entry = delta.entry(certificate).or(() -> complete.entry(certificate));
      }
    }
    return entry.filter(found -> !found.removes()).isPresent();
  }

  /** Section 6.3.3 (f) to (h): in time, understood, and signed by who may sign it. */
  private boolean trusted(
      PathCrl crl, PathCertificate certificate, Signer known, PathCertificate anchor) {
    if (!crl.usableAt(now)) {
      return false;
    }
    if (maySign(known.certificate(), crl) && search.signatures().verifies(crl, known.key())) {
      return true;
    }
    if (maySign(anchor, crl) && search.signatures().verifies(crl, anchor.fields().publicKey())) {
      return true;
    }
    for (PathCertificate candidate : search.others(crl.issuer())) {
      if (maySign(candidate, crl) && signedByPath(crl, certificate, candidate, anchor)) {
        return true;
      }
    }
    return false;
  }

  private boolean signedByPath(
      PathCrl crl, PathCertificate certificate, PathCertificate candidate, PathCertificate anchor) {
    boolean inherits = Signatures.inheritsParameters(candidate.fields().publicKey());
    if (!inherits && !search.signatures().verifies(crl, candidate.fields().publicKey())) {
      return false;
    }
    if (asked.contains(candidate)) {
      // Its path is being walked; a CRL may answer for its own signer, but two not for each other.
      return candidate.equals(certificate) && !inherits;
    }
    if (asked.size() >= MAX_NESTING) {
      return false;
    }
    asked.add(candidate);
    try {
      PathSearch.Found found =
          search
              .new From(List.of(anchor), PathRequest.Policies.ANY, Optional.empty(), this)
              .find(candidate);
      return found != null && search.signatures().verifies(crl, found.key());
    } finally {
      asked.removeLast();
    }
  }

  private static boolean maySign(PathCertificate signer, PathCrl crl) {
    return signer.subject().equals(crl.issuer()) && signer.keyMay(KeyUsage.cRLSign);
  }
}
