package org.zhengyan.registry;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A version with its history.
 *
 * @param change the proposal behind it; null for what came with the installation
 */
public record RegisteredVersion(
    Institution institution, LocalDate effectiveOn, Instant recordedAt, @Nullable String change) {}
