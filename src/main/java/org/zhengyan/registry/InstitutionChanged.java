package org.zhengyan.registry;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.Proposal;

/**
 * Published in the transaction that applies a registry change, for those above who must follow it.
 *
 * @param before null for a new body
 * @param effectiveOn the day from which the new version holds; today unless the change said later
 */
public record InstitutionChanged(
    @Nullable Institution before, Institution after, LocalDate effectiveOn, Proposal approval) {}
