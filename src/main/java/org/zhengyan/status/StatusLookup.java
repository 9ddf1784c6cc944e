package org.zhengyan.status;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.LogState;

/**
 * The status of any serial number from this node's index, which the database's changes feed.
 *
 * <p>It answers only while the feed is at most a second old, this node's clock at most a second off,
 * the journal writable, and journal, log and database reconciled. A serial that is reserved and not yet
 * certified is suspended; one that the named CA did not issue is unknown.
 */
@Component
public class StatusLookup {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final StatusFeed feed;
  private final RevocationJournal journal;
  private final Supplier<Optional<String>> logDisagreement;

  @Autowired
  StatusLookup(StatusFeed feed, RevocationJournal journal, LogState log) {
    this(feed, journal, log::disagreement);
  }

  StatusLookup(
      StatusFeed feed, RevocationJournal journal, Supplier<Optional<String>> logDisagreement) {
    this.feed = feed;
    this.journal = journal;
    this.logDisagreement = logDisagreement;
  }

  /**
   * What is known of a serial number of that CA. Of a certificate that somebody presents, {@link
   * PresentedCertificates} is asked.
   *
   * @throws Refusal {@code unavailable} when the feed is older than a second, the clock is off, or the
   *     start is not reconciled
   */
  CertificateStatus find(CaId ca, BigInteger serial) {
    FeedView view = requireView();
    long packed = view.index().find(serial);
    return PackedStatus.ca(packed) == ca ? status(packed, view) : unknown(view);
  }

  /**
   * What is known of a serial number, whichever of our CAs issued it: no two give the same one.
   *
   * @throws Refusal {@code unavailable} as {@link #find(CaId, BigInteger)}
   */
  public CertificateStatus find(SerialNumber serial) {
    FeedView view = requireView();
    return status(view.index().find(serial.value()), view);
  }

  /**
   * The database's time up to which this node knows every change.
   *
   * @throws Refusal {@code unavailable} as {@link #find(CaId, BigInteger)}
   */
  public Instant asOf() {
    return requireView().asOf();
  }

  private FeedView requireView() {
    FeedView view = feed.view();
    String reason = unavailableBecause(view);
    if (reason != null || view == null) {
      throw Refusal.unavailable(
          "the status of certificates is not known well enough now: " + reason, RETRY_AFTER, null);
    }
    return view;
  }

  private static CertificateStatus unknown(FeedView view) {
    return new CertificateStatus(CertificateStatus.Value.UNKNOWN, null, null, view.asOf());
  }

  private static CertificateStatus status(long packed, FeedView view) {
    if (packed == PackedStatus.UNKNOWN) {
      return unknown(view);
    }
    return switch (PackedStatus.state(packed)) {
      case GOOD -> new CertificateStatus(CertificateStatus.Value.GOOD, null, null, view.asOf());
      case RESERVED, SUSPENDED ->
          new CertificateStatus(
              CertificateStatus.Value.SUSPENDED,
              RevocationReason.CERTIFICATE_HOLD,
              PackedStatus.revokedAt(packed),
              view.asOf());
      case REVOKED ->
          new CertificateStatus(
              CertificateStatus.Value.REVOKED,
              PackedStatus.reason(packed),
              PackedStatus.revokedAt(packed),
              view.asOf());
    };
  }

  /** Why this node may not answer now, or null when it may. */
  public @Nullable String unavailableBecause() {
    return unavailableBecause(feed.view());
  }

  /** The view to answer from, or null when this node may not answer now. */
  public @Nullable FeedView servingView() {
    FeedView view = feed.view();
    return unavailableBecause(view) == null ? view : null;
  }

  public StatusHealth health() {
    FeedView view = feed.view();
    return new StatusHealth(
        unavailableBecause(view),
        view == null ? null : view.age(System.nanoTime()),
        view == null ? null : view.clockOffset(),
        view != null && feed.disagreement() == null && logDisagreement.get().isEmpty(),
        journal.failure() == null,
        view == null ? 0 : view.position().id(),
        view == null ? 0 : view.index().size());
  }

  private @Nullable String unavailableBecause(@Nullable FeedView view) {
    String disagreement = feed.disagreement();
    if (disagreement != null) {
      return disagreement;
    }
    if (view == null) {
      return "the status index is not loaded";
    }
    if (view.age(System.nanoTime()).compareTo(StatusProperties.MAX_AGE) > 0) {
      return "the status feed is older than a second";
    }
    if (view.clockOffset().abs().compareTo(StatusProperties.MAX_CLOCK_OFFSET) > 0) {
      return "the clock of this node is off by more than a second";
    }
    String notKept = journal.failure();
    return notKept != null ? notKept : logDisagreement.get().orElse(null);
  }
}
