package org.zhengyan.document.check;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.path.PathCertificate;
import org.zhengyan.x509.path.PathFailure;
import org.zhengyan.x509.path.PathRequest;
import org.zhengyan.x509.path.PathResult;
import org.zhengyan.x509.path.PathValidator;

/**
 * Whom a document's signatures are believed.
 *
 * <p>Our own seals, seal maker and timestamps are known by their certificates, those in use and those
 * retired: a path to our root is asked for besides, and is not enough, for the certificates of bodies
 * have one too. Makers of other seals are believed up to the roots of a configured directory, for as
 * long as their CRLs there answer for them.
 */
final class SignerTrust {

  enum Role {
    SIGNER,
    MAKER,
    TIMESTAMP,
    /** No seal lists it, so it is ours or nobody's. */
    PDF_SIGNER
  }

  /**
   * @param ours whether it is a certificate of this service for that role
   * @param reason why it is not believed; null when it is
   * @param dates true when the dates alone stand against it
   */
  record Trust(boolean ours, @Nullable DocumentReason reason, @Nullable String detail, boolean dates) {
    boolean holds() {
      return reason == null;
    }

    /** True when the path holds, and a CRL on it, or the lack of one, stands against it. */
    boolean status() {
      return reason == DocumentReason.CERTIFICATE_REVOKED || reason == DocumentReason.STATUS_UNKNOWN;
    }
  }

  /**
   * What is trusted.
   *
   * @param ours the certificates of our own keys by role, DER
   * @param roots of ours
   */
  record Ours(Map<Role, List<byte[]>> ours, List<PathCertificate> roots) {}

  private final Map<Role, Set<String>> pinned = new EnumMap<>(Role.class);
  private final List<PathCertificate> roots;
  private final OtherMakers others;
  private final PathValidator paths = new PathValidator();

  SignerTrust(Ours ours, OtherMakers others) {
    ours.ours()
        .forEach(
            (role, list) ->
                pinned.put(role, list.stream().map(Hex::toHexString).collect(Collectors.toUnmodifiableSet())));
    this.roots = List.copyOf(ours.roots());
    this.others = others;
  }

  /**
   * Judges a certificate for a role at the instant when it was used. Whether the root took back one of ours is
   * asked apart ({@link SignerStatus}); of others' the CRLs are asked here, as they stand now.
   */
  Trust assess(byte[] der, Role role, Instant at, Instant now) {
    PathCertificate certificate;
    try {
      certificate = PathCertificate.read(der);
    } catch (MalformedCertificate e) {
      return new Trust(false, DocumentReason.CERTIFICATE_UNTRUSTED, e.sentence(), false);
    }
    boolean own = pinned.getOrDefault(role, Set.of()).contains(Hex.toHexString(der));
    if (own) {
      return trust(true, paths.validate(PathRequest.of(certificate, List.of(), roots, at)));
    }
    if (others.none() || role == Role.TIMESTAMP || role == Role.PDF_SIGNER) {
      return new Trust(
          false,
          DocumentReason.CERTIFICATE_UNTRUSTED,
          "the certificate is not one of this service's own, and its issuer is not known here",
          false);
    }
    return trust(false, paths.validate(others.request(certificate, at, now)));
  }

  private static Trust trust(boolean ours, PathResult result) {
    if (!(result instanceof PathResult.Invalid invalid)) {
      return new Trust(ours, null, null, false);
    }
    DocumentReason reason =
        switch (invalid.failure()) {
          case EXPIRED, NOT_YET_VALID -> DocumentReason.CERTIFICATE_EXPIRED;
          case REVOKED -> DocumentReason.CERTIFICATE_REVOKED;
          case STATUS_UNKNOWN -> DocumentReason.STATUS_UNKNOWN;
          default -> DocumentReason.CERTIFICATE_UNTRUSTED;
        };
    boolean dates =
        invalid.failure() == PathFailure.EXPIRED || invalid.failure() == PathFailure.NOT_YET_VALID;
    return new Trust(ours, reason, invalid.detail(), dates);
  }
}
