package org.zhengyan.binding.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.verification.Terms;
import org.zhengyan.verification.Verdict;

/**
 * A batch as its operator sees it; {@code challenge} is base64url of the text to sign.
 *
 * @param presentation where its body sees and signs it; in the answer that created it, and never again
 */
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
    @Nullable Presentation presentation,
    @Nullable Instant endedAt,
    @Nullable Verdict verdict,
    @Nullable List<BatchResult> results) {

  /** @param url of the page; what stands after the number sign stays in the browser */
  record Presentation(String url) {}

  static BatchResponse of(Batch batch) {
    return of(batch, null);
  }

  static BatchResponse created(Batches.Created created, ServiceProperties service) {
    return of(
        created.batch(),
        new Presentation(service.publicUrl() + "/v/batches/" + created.batch().id() + "#" + created.secret()));
  }

  private static BatchResponse of(Batch batch, @Nullable Presentation presentation) {
    return new BatchResponse(
        batch.id(),
        batch.state(),
        batch.claimed(),
        batch.actions().size(),
        batch.digest(),
        batch.text().base64url(),
        batch.createdAt(),
        batch.expiresAt(),
        presentation,
        batch.endedAt(),
        batch.verdict(),
        batch.results());
  }
}
