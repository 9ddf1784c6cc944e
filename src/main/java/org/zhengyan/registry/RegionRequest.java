package org.zhengyan.registry;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A switch of one division for one purpose.
 *
 * @param from the first day on which it is on
 * @param to the first day on which it is off again; null while it stays on. A past day, or {@code
 *     from} itself, switches it off at once
 */
public record RegionRequest(
    @Nullable String purpose, @Nullable LocalDate from, @Nullable LocalDate to) {}
