package org.zhengyan.binding.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.zhengyan.verification.Terms;
import org.zhengyan.verification.Verdict;

/** A batch as its operator sees it; {@code challenge} is base64url of the text to sign. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BatchResponse(
    UUID id,
    String state,
    Terms.Claimed claimed,
    int count,
    String digest,
    String challenge,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant endedAt,
    @Nullable Verdict verdict,
    @Nullable List<BatchResult> results) {

  static BatchResponse of(Batch batch) {
    return new BatchResponse(
        batch.id(),
        batch.state(),
        batch.claimed(),
        batch.actions().size(),
        batch.digest(),
        batch.text().base64url(),
        batch.createdAt(),
        batch.expiresAt(),
        batch.endedAt(),
        batch.verdict(),
        batch.results());
  }
}
