package org.zhengyan.binding.batch;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.zhengyan.status.holder.HolderText;
import org.zhengyan.verification.Link;
import org.zhengyan.verification.Terms;
import org.zhengyan.verification.Verdict;

/**
 * A batch: {@code requested → verified | rejected | expired}; the last three are terminal, and the database
 * lets one of them happen.
 *
 * @param digest {@code sha256:} and hex over the canonical list of the actions
 * @param link what opens the page on which it is signed; null for a batch from before there was one
 * @param attempts signatures on that page that did not hold
 * @param results one for each action of a verified batch; null otherwise
 */
record Batch(
    UUID id,
    String operatorId,
    String clientId,
    Terms.Claimed claimed,
    List<Terms.Action> actions,
    String digest,
    HolderText text,
    @Nullable Link link,
    int attempts,
    String state,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant endedAt,
    @Nullable Verdict verdict,
    @Nullable List<BatchResult> results) {}
