package org.zhengyan.verification.consent;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.verification.Assurance;
import org.zhengyan.verification.PresentationMode;
import org.zhengyan.verification.Terms;
import org.zhengyan.verification.VerificationRequest;

/**
 * An element of {@code authorization_details} (RFC 9396): a verification as its platform would create it,
 * without {@code presentation}, which the redirect is.
 */
public record ConsentRequest(
    @Nullable String type,
    VerificationRequest.@Nullable Claimed claimed,
    VerificationRequest.@Nullable Action action,
    VerificationRequest.@Nullable Applicant applicant,
    VerificationRequest.@Nullable OnBehalfOf onBehalfOf,
    @Nullable Assurance minimumAssurance,
    @Nullable List<String> acceptedSuites,
    @Nullable String maxStaleness) {
  public static final String TYPE = "urn:zhengyan:verification";

  /**
   * The terms, by the same rules as everywhere.
   *
   * @param returnUrl where the holder's page sends the browser back to, here
   * @throws Refusal {@code malformed} or {@code refused-by-rule} with all complaints
   */
  public Terms terms(ServiceEnvironment environment, String returnUrl) {
    if (!TYPE.equals(type)) {
      throw Refusal.member(Problem.REFUSED_BY_RULE, "/type", "type-unknown", "the type is " + TYPE);
    }
    Terms terms =
        new VerificationRequest(
                claimed, action, applicant, onBehalfOf, minimumAssurance, acceptedSuites, maxStaleness, null)
            .terms(environment);
    return new Terms(
        terms.claimed(),
        terms.action(),
        terms.applicant(),
        terms.onBehalfOf(),
        terms.minimumAssurance(),
        terms.acceptedSuites(),
        terms.maxStaleness(),
        new Terms.Presentation(PresentationMode.SAME_DEVICE, returnUrl));
  }
}
