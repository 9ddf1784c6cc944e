package org.zhengyan.verification;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A verification in one of its states: {@code requested → verified | rejected | expired | cancelled}.
 *
 * <p>The four on the right are terminal. They come into being only through the transitions of {@link
 * Requested}, and the database lets exactly one of them happen.
 */
public sealed interface Verification {

  Asked asked();

  /** The name of the state on the wire and in the database. */
  String state();

  /** How far the holder has come while the platform waits. */
  enum Progress {
    WAITING("waiting"),
    /** A browser has taken the session. */
    TAKEN("taken"),
    /** On the same device: signed, and held until the platform brings the completion code. */
    ANSWERED("answered");

    private final String wire;

    Progress(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }
  }

  /**
   * What stays the same through all states.
   *
   * @param link null for a session from before there were links
   */
  record Asked(
      VerificationId id,
      String clientId,
      Terms terms,
      Challenge challenge,
      @Nullable Link link,
      Instant createdAt,
      Instant expiresAt) {}

  record Requested(Asked asked, Progress progress) implements Verification {
    @Override
    public String state() {
      return "requested";
    }

    Decided decide(Verdict verdict, String verdictJson, String receipt, Instant at) {
      return new Decided(asked, verdict, verdictJson, receipt, at);
    }

    Cancelled cancel(Instant at) {
      return new Cancelled(asked, at);
    }
  }

  /**
   * Verified or rejected, as the verdict says.
   *
   * @param verdictJson the verdict as it was hashed for the log, signed in the receipt and stored
   */
  record Decided(Asked asked, Verdict verdict, String verdictJson, String receipt, Instant at)
      implements Verification {
    @Override
    public String state() {
      return verdict.result().wire();
    }

    /** What was proved, unless it was rejected. */
    Optional<VerifiedAction> verifiedAction() {
      Verdict.CertificatePart certificate = verdict.certificate();
      // A face is public: it makes no binding, whatever it proved.
      if (verdict.result() != Verdict.Result.VERIFIED
          || certificate == null
          || verdict.assurance() != Assurance.POSSESSION) {
        return Optional.empty();
      }
      Terms.Action action = asked.terms().action();
      return Optional.of(
          new VerifiedAction(
              asked.id().value(),
              asked.clientId(),
              asked.terms().claimed().uscc(),
              action.type(),
              action.subject(),
              action.identifier(),
              action.digest(),
              certificate.serial(),
              verdict.assurance(),
              asked.createdAt()));
    }
  }

  record Expired(Asked asked, Instant at) implements Verification {
    @Override
    public String state() {
      return "expired";
    }
  }

  record Cancelled(Asked asked, Instant at) implements Verification {
    @Override
    public String state() {
      return "cancelled";
    }
  }
}
