package org.zhengyan.enrolment;

import org.jspecify.annotations.Nullable;
import org.zhengyan.issuance.ApplicationResponse;

/**
 * An enrolment with what became of it.
 *
 * @param application null before a clerk accepted it; with certificate and chain once issued
 */
public record EnrolmentProgress(
    Enrolment enrolment, Step step, @Nullable ApplicationResponse application, @Nullable String reason) {

  /** The steps that lead on, in their order, and the ends that do not. */
  public enum Step {
    SUBMITTED,
    REVIEWED,
    ISSUED,
    JOINED,
    REFUSED,
    WITHDRAWN,
    LAPSED;

    public String wire() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether it is one of the steps that lead on. */
    public boolean onTheWay() {
      return compareTo(JOINED) <= 0;
    }
  }

  static EnrolmentProgress of(Enrolment enrolment, @Nullable ApplicationResponse application) {
    return switch (enrolment.state()) {
      case SUBMITTED -> new EnrolmentProgress(enrolment, Step.SUBMITTED, null, null);
      case REFUSED -> new EnrolmentProgress(enrolment, Step.REFUSED, null, enrolment.refusal());
      case WITHDRAWN -> new EnrolmentProgress(enrolment, Step.WITHDRAWN, application, null);
      case LAPSED -> new EnrolmentProgress(enrolment, Step.LAPSED, null, enrolment.refusal());
      case ACCEPTED -> accepted(enrolment, application);
    };
  }

  private static EnrolmentProgress accepted(
      Enrolment enrolment, @Nullable ApplicationResponse application) {
    if (application == null) {
      throw new IllegalStateException("an accepted enrolment has an application");
    }
    Step step =
        switch (application.state()) {
          case "issued" -> enrolment.joinedAt() == null ? Step.ISSUED : Step.JOINED;
          case "refused" -> Step.REFUSED;
          case "lapsed" -> Step.LAPSED;
          default -> Step.REVIEWED;
        };
    return new EnrolmentProgress(enrolment, step, application, application.refusal());
  }
}
