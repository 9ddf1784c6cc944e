package org.zhengyan.document.check;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.zhengyan.document.check.SignerTrust.Role;
import org.zhengyan.document.check.SignerTrust.Trust;

/**
 * When a document was signed, and whether its signer could then.
 *
 * <p>A time that a trusted timestamp proves is the moment at which dates and revocation count. A time
 * that the signer merely states proves nothing once a key is lost, so without a timestamp the signer's
 * certificate must be in order at that time and now.
 */
final class SignatureMoment {

  /** By how much clocks may differ. */
  static final Duration CLOCKS = Duration.ofMinutes(5);

  /** How long after its signature a document may be stamped. */
  private static final Duration STAMPED_WITHIN = Duration.ofHours(24);

  /**
   * @param signedAt null when nobody states it
   * @param proven by a trusted timestamp
   */
  record Moment(@Nullable Instant signedAt, boolean proven) {}

  private final SignerTrust trust;
  private final SignerStatus statuses;

  SignatureMoment(SignerTrust trust, SignerStatus statuses) {
    this.trust = trust;
    this.statuses = statuses;
  }

  /** Makes the check {@code timestamp}: passed without one, failed by one that proves nothing. */
  Moment establish(
      VerdictDraft verdict,
      Optional<byte[]> token,
      byte[] stamped,
      @Nullable Instant stated,
      Instant now) {
    if (token.isEmpty()) {
      boolean possible = stated != null && !stated.isAfter(now.plus(CLOCKS));
      verdict.check(
          "timestamp", possible, DocumentReason.TIMESTAMP_INVALID, "nobody states a time that can be");
      return new Moment(stated, false);
    }
    TimestampJudge.Token read = TimestampJudge.read(token.get(), stamped);
    Instant proven = read.time();
    if (proven == null) {
      verdict.fail("timestamp", DocumentReason.TIMESTAMP_INVALID, read.problem());
      return new Moment(stated, false);
    }
    Trust stamper = trust.assess(read.signer(), Role.TIMESTAMP, proven, now);
    SignerStatus.Status status = statuses.of(read.signer(), now);
    boolean revoked = status.since() != null && (status.compromised() || !proven.isBefore(status.since()));
    boolean fits =
        !proven.isAfter(now.plus(CLOCKS))
            && (stated == null
                || !stated.isAfter(proven.plus(CLOCKS)) && !stated.isBefore(proven.minus(STAMPED_WITHIN)));
    boolean holds = stamper.holds() && !status.value().equals("unknown") && !revoked && fits;
    verdict.check(
        "timestamp",
        holds,
        DocumentReason.TIMESTAMP_INVALID,
        stamper.holds() ? "the timestamp's key or time is refused" : "the timestamp is not one of this service");
    return holds ? new Moment(proven, true) : new Moment(stated, false);
  }

  /**
   * Makes the checks {@code signerTrusted}, {@code certificateDates}, {@code statusAtSigning} and {@code
   * statusNow}.
   *
   * @param maker of the seal; null in a PDF
   * @return good, revoked or unknown: the signer's certificate now
   */
  String judgeSigner(
      VerdictDraft verdict,
      Role role,
      byte[] signer,
      byte @Nullable [] maker,
      Moment when,
      Instant now) {
    Instant at = when.signedAt() == null ? now : when.signedAt();
    Trust then = trust.assess(signer, role, at, now);
    Trust atLast = when.proven() || !then.holds() ? then : trust.assess(signer, role, now, now);
    boolean dated = then.dates() || atLast.dates();
    boolean believed = then.holds() && atLast.holds();
    verdict.check(
        "signerTrusted",
        believed || dated || atLast.status(),
        then.reason() == null ? DocumentReason.CERTIFICATE_UNTRUSTED : then.reason(),
        "the signer is not believed: " + then.detail());
    verdict.check(
        "certificateDates",
        !dated,
        DocumentReason.CERTIFICATE_EXPIRED,
        "the signer's certificate was not valid when it was used");
    if (!then.ours()) {
      return judgeOther(verdict, atLast, believed);
    }
    return judgeOwn(verdict, signer, maker, when, now);
  }

  /** Other makers' CRLs were asked with the path: who is revoked now was never believed. */
  private static String judgeOther(VerdictDraft verdict, Trust trust, boolean believed) {
    boolean revoked = trust.reason() == DocumentReason.CERTIFICATE_REVOKED;
    DocumentReason reason =
        revoked ? DocumentReason.CERTIFICATE_REVOKED : DocumentReason.STATUS_UNKNOWN;
    String detail = revoked ? "a CRL of its maker's names it" : "no CRL of its maker's answers for it";
    verdict.check("statusAtSigning", believed, reason, detail);
    verdict.check("statusNow", believed, reason, detail);
    return believed ? "good" : revoked ? "revoked" : "unknown";
  }

  private String judgeOwn(
      VerdictDraft verdict, byte[] signer, byte @Nullable [] maker, Moment when, Instant now) {
    Instant at = when.signedAt() == null ? now : when.signedAt();
    SignerStatus.Status status = statuses.of(signer, now);
    if (maker != null && status.value().equals("good")) {
      SignerStatus.Status ofMaker = statuses.of(maker, now);
      status = ofMaker.value().equals("good") ? status : ofMaker;
    }
    if (status.value().equals("unknown")) {
      verdict.fail("statusAtSigning", DocumentReason.STATUS_UNKNOWN, "the root's CRL does not answer");
      verdict.fail("statusNow", DocumentReason.STATUS_UNKNOWN, "the root's CRL does not answer");
      return status.value();
    }
    Instant since = status.since();
    boolean before = since == null || when.proven() && at.isBefore(since);
    verdict.check(
        "statusAtSigning", before, DocumentReason.CERTIFICATE_REVOKED, "the seal was revoked at " + since);
    verdict.check(
        "statusNow",
        since == null || before && !status.compromised(),
        DocumentReason.CERTIFICATE_REVOKED,
        "the seal is revoked since " + since);
    return status.value();
  }
}
