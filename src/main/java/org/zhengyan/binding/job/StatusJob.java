package org.zhengyan.binding.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as its operator sees it.
 *
 * @param state {@code open} until every item is answered, then {@code done}
 * @param asOf of the oldest answer so far
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StatusJob(
    UUID id,
    String state,
    int total,
    int done,
    Instant createdAt,
    @Nullable Instant finishedAt,
    @Nullable Instant asOf,
    Instant keptUntil) {}
