package org.zhengyan.verification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.ServiceProperties;

/** Says a verification as its platform sees it, with where it is shown to the holder. */
@Component
public class VerificationResponses {
  private final String base;

  VerificationResponses(ServiceProperties service) {
    this.base = service.publicUrl().toString();
  }

  /** With the link, which is told this once. */
  VerificationResponse created(Verifications.Created created) {
    return of(created.requested(), created.secret());
  }

  public VerificationResponse of(Verification verification) {
    return of(verification, null);
  }

  private VerificationResponse of(Verification verification, @Nullable String secret) {
    VerificationResponse.Presentation presentation = presentation(verification, secret);
    return switch (verification) {
      case Verification.Requested requested -> response(requested, presentation, null, null, null);
      case Verification.Decided decided ->
          response(decided, presentation, decided.at(), decided.verdictJson(), decided.receipt());
      case Verification.Expired expired -> response(expired, presentation, expired.at(), null, null);
      case Verification.Cancelled cancelled -> response(cancelled, presentation, cancelled.at(), null, null);
    };
  }

  private VerificationResponse.Presentation presentation(Verification verification, @Nullable String secret) {
    Verification.Asked asked = verification.asked();
    PresentationMode mode = asked.terms().mode();
    Link link = asked.link();
    if (!(verification instanceof Verification.Requested requested) || link == null) {
      return new VerificationResponse.Presentation(mode, null, null, null, null);
    }
    boolean across = mode == PresentationMode.CROSS_DEVICE;
    return new VerificationResponse.Presentation(
        mode,
        secret == null ? null : holderPage(asked.id(), secret),
        across ? base + "/api/v1/verifications/" + asked.id() + "/presentation/qr" : null,
        across ? link.code() : null,
        requested.progress().wire());
  }

  /** The holder's page; what stands after the number sign stays in the browser. */
  public String holderPage(VerificationId id, String fragment) {
    return base + "/v/" + id + "#" + fragment;
  }

  private static VerificationResponse response(
      Verification verification,
      VerificationResponse.Presentation presentation,
      @Nullable Instant endedAt,
      @Nullable String verdict,
      @Nullable String receipt) {
    Verification.Asked asked = verification.asked();
    return new VerificationResponse(
        asked.id().toString(),
        verification.state(),
        asked.terms().claimed(),
        asked.terms().action(),
        asked.challenge().base64url(),
        asked.createdAt(),
        asked.expiresAt(),
        endedAt,
        presentation,
        verdict,
        receipt);
  }
}
