package org.zhengyan.registry;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.Proposal;

/**
 * Published in the transaction that applies a registry change, for those above who must follow it; of an
 * import only for new bodies and for those that a {@link BodyFollower} follows.
 *
 * <p>A version whose day is still to come can be overtaken: a further change that takes effect at
 * once (a freeze, say) has a higher version, and the waiting one then never comes into force. Who
 * plans something for {@code effectiveOn} asks {@link Institutions#find} again on that day.
 *
 * @param before the version in force until now; null for a new body
 * @param after the new version
 * @param effectiveOn the day (in China) from which the new version holds: later than today for an
 *     announced change of the first name alone
 */
public record InstitutionChanged(
    @Nullable Institution before, Institution after, LocalDate effectiveOn, Proposal approval) {}
