package org.zhengyan.x509.path;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Finds paths from a certificate to an anchor, depth first (RFC 4158), and walks each.
 *
 * <p>A step goes from a certificate to one whose subject is its issuer and whose key signed it; an
 * entity (name and key) stands in a path once. The likelier issuer is tried first: an anchor, the key
 * that authorityKeyIdentifier names, one that is valid now. The budget ends what does not end itself.
 * One search serves one validation; not thread-safe.
 */
final class PathSearch {

  /** A path that held, with the key of its target. */
  record Found(PathResult.Valid result, SubjectPublicKeyInfo key) {}

  private final PathRequest request;
  private final Budget budget;
  private final Signatures signatures;
  private final Map<DistinguishedName, List<PathCertificate>> intermediates;

  PathSearch(PathRequest request) {
    this.request = request;
    this.budget = new Budget(request.limits());
    this.signatures = new Signatures(request.rules(), budget);
    this.intermediates = bySubject(request.others());
  }

  PathRequest request() {
    return request;
  }

  Signatures signatures() {
    return signatures;
  }

  /** Certificates that came along with this subject. */
  List<PathCertificate> others(DistinguishedName subject) {
    return intermediates.getOrDefault(subject, List.of());
  }

  /** One search from one target; nested searches for CRL signers share the budget. */
  final class From {
    private final PathRequest.Policies policies;
    private final Optional<String> purpose;
    private final PathWalk.Revocation revocation;
    private final Map<DistinguishedName, List<PathCertificate>> anchors;
    private PathResult.@Nullable Invalid walked;
    private PathResult.@Nullable Invalid searched;

    From(
        List<PathCertificate> anchors,
        PathRequest.Policies policies,
        Optional<String> purpose,
        PathWalk.Revocation revocation) {
      this.anchors = bySubject(anchors);
      this.policies = policies;
      this.purpose = purpose;
      this.revocation = revocation;
    }

    @Nullable Found find(PathCertificate target) {
      List<PathCertificate> path = new ArrayList<>();
      path.add(target);
      return extend(path);
    }

    /** Why nothing was found: what the first whole path broke, or else what ended the search. */
    PathResult.Invalid failure() {
      if (walked != null) {
        return walked;
      }
      return searched != null
          ? searched
          : new PathResult.Invalid(PathFailure.UNTRUSTED, "no chain leads to an anchor");
    }

    private @Nullable Found extend(List<PathCertificate> path) {
      PathCertificate last = path.getLast();
      for (PathCertificate anchor : issuers(anchors, last)) {
        budget.step();
        if (signedBy(last, anchor)) {
          Found found = walk(path, anchor);
          if (found != null) {
            return found;
          }
        }
      }
      if (path.size() > request.limits().certificates()) {
        fail(PathFailure.LIMIT, "the path is longer than the limit");
        return null;
      }
      for (PathCertificate issuer : issuers(intermediates, last)) {
        budget.step();
        boolean there = path.stream().anyMatch(issuer::sameEntity);
        if (!there && mayStillGrow(path, issuer) && signedBy(last, issuer)) {
          path.add(issuer);
          Found found = extend(path);
          if (found != null) {
            return found;
          }
          path.removeLast();
        }
      }
      return null;
    }

    private @Nullable Found walk(List<PathCertificate> path, PathCertificate anchor) {
      List<PathCertificate> whole = new ArrayList<>(path);
      whole.add(anchor);
      try {
        PathWalk walk =
            new PathWalk(
                request.at(),
                request.rules(),
                policies,
                purpose,
                signatures,
                budget,
                revocation,
                anchor);
        return new Found(new PathResult.Valid(whole, walk.walk(whole)), walk.workingKey());
      } catch (PathWalk.Broken e) {
        walked = walked == null ? e.result() : walked;
        return null;
      }
    }

    /** The caller's limit counts what is not self-issued (section 4.2.1.9). */
    private boolean mayStillGrow(List<PathCertificate> path, PathCertificate next) {
      long counted =
          path.stream().skip(1).filter(certificate -> !certificate.selfIssued()).count();
      boolean may = next.selfIssued() || counted < request.maxIntermediates();
      if (!may) {
        fail(PathFailure.BASIC_CONSTRAINTS, "the path is longer than the caller allows");
      }
      return may;
    }

    private boolean signedBy(PathCertificate certificate, PathCertificate issuer) {
      SubjectPublicKeyInfo key = issuer.fields().publicKey();
      if (Signatures.inheritsParameters(key) || signatures.verifies(certificate, key)) {
        return true;
      }
      fail(PathFailure.SIGNATURE, "the signature of " + certificate + " is not valid");
      return false;
    }

    private void fail(PathFailure failure, String detail) {
      if (searched == null) {
        searched = new PathResult.Invalid(failure, detail);
      }
    }

    private List<PathCertificate> issuers(
        Map<DistinguishedName, List<PathCertificate>> pool, PathCertificate certificate) {
      List<PathCertificate> candidates = pool.getOrDefault(certificate.issuer(), List.of());
      if (candidates.size() < 2) {
        return candidates;
      }
      return candidates.stream()
          .sorted(
              Comparator.comparing((PathCertificate c) -> !certificate.namesKeyOf(c))
                  .thenComparing(c -> request.at().isAfter(c.fields().notAfter()))
                  .thenComparing(c -> c.fields().notBefore(), Comparator.reverseOrder()))
          .toList();
    }
  }

  private static Map<DistinguishedName, List<PathCertificate>> bySubject(
      List<PathCertificate> certificates) {
    Map<DistinguishedName, List<PathCertificate>> bySubject = new HashMap<>();
    for (PathCertificate certificate : certificates) {
      bySubject.computeIfAbsent(certificate.subject(), name -> new ArrayList<>()).add(certificate);
    }
    return bySubject;
  }
}
