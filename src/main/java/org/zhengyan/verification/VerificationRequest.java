package org.zhengyan.verification;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.failure.Refusal.MemberError;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.Suite;
import org.zhengyan.registry.Uscc;

/**
 * What a platform asks, as it stands in the body of {@code POST /api/v1/verifications}; {@link #terms}
 * applies every rule to it at once.
 */
public record VerificationRequest(
    @Nullable Claimed claimed,
    @Nullable Action action,
    @Nullable Applicant applicant,
    @Nullable OnBehalfOf onBehalfOf,
    @Nullable Assurance minimumAssurance,
    @Nullable List<String> acceptedSuites,
    @Nullable String maxStaleness,
    @Nullable Presentation presentation) {

  public record Claimed(@Nullable String name, @Nullable String uscc) {}

  public record Action(
      @Nullable ActionType type, @Nullable String subject, @Nullable String identifier, @Nullable String digest) {}

  public record Applicant(@Nullable String login, @Nullable String place) {}

  public record OnBehalfOf(@Nullable String department, @Nullable String agent) {}

  public record Presentation(@Nullable PresentationMode mode, @Nullable String returnUrl) {}

  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Duration LONGEST_STALENESS = Duration.ofHours(24);

  /**
   * The terms, once every rule is kept.
   *
   * @param environment only in development may a browser come back by plain http, to this machine
   *
   * @throws Refusal {@code malformed} when a required member is missing, {@code refused-by-rule} with
   *     all complaints when rules are broken
   */
  public Terms terms(ServiceEnvironment environment) {
    if (claimed == null || action == null) {
      throw missing(claimed == null ? "/claimed" : "/action");
    }
    String name = required(claimed.name(), "/claimed/name");
    String code = required(claimed.uscc(), "/claimed/uscc");
    ActionType type = required(action.type(), "/action/type");
    String subject = required(action.subject(), "/action/subject");
    String identifier = required(action.identifier(), "/action/identifier");
    List<MemberError> complaints = new ArrayList<>();
    CallerText.check(name, "/claimed/name", complaints);
    CallerText.check(subject, "/action/subject", complaints);
    CallerText.check(identifier, "/action/identifier", complaints);
    Optional<Uscc> uscc = uscc(code, complaints);
    checkDigest(type, action.digest(), complaints);
    Terms.Applicant who = applicant(complaints);
    Terms.OnBehalfOf behalf = onBehalfOf(complaints);
    Set<Suite> suites = suites(complaints);
    Duration staleness = staleness(complaints);
    Terms.Presentation shown = presentation(environment, complaints);
    if (!complaints.isEmpty() || uscc.isEmpty()) {
      throw Refusal.members(Problem.REFUSED_BY_RULE, complaints.getFirst().detail(), complaints);
    }
    return new Terms(
        new Terms.Claimed(name, uscc.get()),
        new Terms.Action(type, subject, identifier, action.digest()),
        who,
        behalf,
        minimumAssurance == null ? Assurance.POSSESSION : minimumAssurance,
        suites,
        staleness,
        shown);
  }

  private static Optional<Uscc> uscc(String code, List<MemberError> complaints) {
    Optional<Uscc> uscc = Uscc.parse(code);
    if (uscc.isEmpty()) {
      complaints.add(
          new MemberError(
              "/claimed/uscc",
              "uscc-invalid",
              "the code is no unified social credit code: 18 characters whose two check characters hold"));
    }
    return uscc;
  }

  private static void checkDigest(ActionType type, @Nullable String digest, List<MemberError> complaints) {
    if (digest == null) {
      if (type.digestRequired()) {
        complaints.add(
            new MemberError(
                "/action/digest",
                "digest-required",
                "for " + type.wire() + " give the SHA-256 of the package's signing certificate"));
      }
      return;
    }
    if (!DIGEST.matcher(digest).matches()) {
      complaints.add(
          new MemberError(
              "/action/digest", "digest-invalid", "a digest is sha256: and 64 lower-case hex digits"));
    }
  }

  private Terms.@Nullable Applicant applicant(List<MemberError> complaints) {
    if (applicant == null) {
      return null;
    }
    CallerText.check(applicant.login(), "/applicant/login", complaints);
    CallerText.check(applicant.place(), "/applicant/place", complaints);
    return new Terms.Applicant(applicant.login(), applicant.place());
  }

  private Terms.@Nullable OnBehalfOf onBehalfOf(List<MemberError> complaints) {
    if (onBehalfOf == null) {
      return null;
    }
    if ((onBehalfOf.department() == null) == (onBehalfOf.agent() == null)) {
      complaints.add(
          new MemberError("/onBehalfOf", "one-of", "name either a department or an agent, and not both"));
    }
    CallerText.check(onBehalfOf.department(), "/onBehalfOf/department", complaints);
    CallerText.check(onBehalfOf.agent(), "/onBehalfOf/agent", complaints);
    return new Terms.OnBehalfOf(onBehalfOf.department(), onBehalfOf.agent());
  }

  private Set<Suite> suites(List<MemberError> complaints) {
    if (acceptedSuites == null) {
      return Terms.ALL_SUITES;
    }
    Set<Suite> suites = EnumSet.noneOf(Suite.class);
    for (int i = 0; i < acceptedSuites.size(); i++) {
      Optional<Suite> suite = Optional.ofNullable(acceptedSuites.get(i)).flatMap(Suite::ofWire);
      if (suite.isEmpty()) {
        complaints.add(
            new MemberError("/acceptedSuites/" + i, "suite-unknown", "the suites are sm2 and p256"));
      } else if (!suites.add(suite.get())) {
        complaints.add(new MemberError("/acceptedSuites/" + i, "duplicate", "a suite is named once"));
      }
    }
    if (acceptedSuites.isEmpty()) {
      complaints.add(
          new MemberError("/acceptedSuites", "empty", "name at least one suite, or leave the member out"));
    }
    return new HashSet<>(suites);
  }

  private @Nullable Duration staleness(List<MemberError> complaints) {
    if (maxStaleness == null) {
      return null;
    }
    try {
      Duration duration = Duration.parse(maxStaleness);
      if (!duration.isNegative() && duration.compareTo(LONGEST_STALENESS) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Told below, together with what is out of range.
    }
    complaints.add(
        new MemberError(
            "/maxStaleness", "duration-invalid", "give an ISO 8601 duration from PT0S to PT24H, such as PT10S"));
    return null;
  }

  private Terms.@Nullable Presentation presentation(
      ServiceEnvironment environment, List<MemberError> complaints) {
    if (presentation == null) {
      return null;
    }
    PresentationMode mode =
        presentation.mode() == null ? PresentationMode.CROSS_DEVICE : presentation.mode();
    String returnUrl = presentation.returnUrl();
    if (returnUrl == null) {
      if (mode == PresentationMode.SAME_DEVICE) {
        complaints.add(
            new MemberError(
                "/presentation/returnUrl", "required", "sameDevice needs the https URL to come back to"));
      }
      return new Terms.Presentation(mode, null);
    }
    CallerText.check(returnUrl, "/presentation/returnUrl", complaints);
    if (!ReturnUrl.acceptable(returnUrl, environment)) {
      complaints.add(
          new MemberError(
              "/presentation/returnUrl",
              "url-invalid",
              "give an absolute https URL in ASCII without user, fragment, and the parameters that come back"));
    }
    return new Terms.Presentation(mode, returnUrl);
  }

  private static <T> T required(@Nullable T value, String pointer) {
    if (value == null) {
      throw missing(pointer);
    }
    return value;
  }

  private static Refusal missing(String pointer) {
    return Refusal.member(Problem.MALFORMED, pointer, "required", "the member " + pointer + " is missing");
  }
}
