package org.zhengyan.access.people;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whom a person of the body appoints, as it was typed.
 *
 * @param name of the new person
 * @param from null for now
 * @param until exclusive; null for none, which a contractor must not have
 */
public record GrantRequest(
    @Nullable String name,
    GrantRole role,
    boolean contractor,
    GrantScope scope,
    @Nullable Instant from,
    @Nullable Instant until) {}
