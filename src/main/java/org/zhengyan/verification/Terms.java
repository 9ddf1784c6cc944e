package org.zhengyan.verification;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.Suite;
import org.zhengyan.registry.Uscc;

/**
 * What a platform asked, after every rule was kept: who is claimed, for which action, and what it
 * demands of the answer. Kept as JSON beside the challenge.
 *
 * @param maxStaleness how old the certificate's status may be; null leaves it to the service, which
 *     answers with nothing older than a second
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Terms(
    Claimed claimed,
    Action action,
    @Nullable Applicant applicant,
    @Nullable OnBehalfOf onBehalfOf,
    Assurance minimumAssurance,
    Set<Suite> acceptedSuites,
    @Nullable Duration maxStaleness,
    @Nullable Presentation presentation) {

  /** Across devices, unless the platform demands one. */
  public PresentationMode mode() {
    return presentation == null ? PresentationMode.CROSS_DEVICE : presentation.mode();
  }

  /** Where the holder's browser goes afterwards. */
  public @Nullable String returnUrl() {
    return presentation == null ? null : presentation.returnUrl();
  }

  /** Whether a status as of that time is fresh enough for the platform. */
  boolean acceptsStatusOf(Instant asOf, Instant now) {
    return maxStaleness == null || Duration.between(asOf, now).compareTo(maxStaleness) <= 0;
  }

  static final Set<Suite> ALL_SUITES = Set.copyOf(EnumSet.allOf(Suite.class));

  public record Claimed(String name, Uscc uscc) {}

  /**
   * @param subject what the holder is shown
   * @param identifier package name, account handle or domain
   * @param digest {@code sha256:} and the lower-case hex digest of the package's signing certificate
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Action(ActionType type, String subject, String identifier, @Nullable String digest) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Applicant(@Nullable String login, @Nullable String place) {}

  /** An inner department, or an agent, that the body's certificate speaks for; exactly one is set. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OnBehalfOf(@Nullable String department, @Nullable String agent) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Presentation(PresentationMode mode, @Nullable String returnUrl) {}
}
