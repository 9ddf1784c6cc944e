package org.zhengyan.verification;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A verification as its platform sees it.
 *
 * @param verdict the JSON of a {@link Verdict}, as it was stored and signed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VerificationResponse(
    String id,
    String state,
    Terms.Claimed claimed,
    Terms.Action action,
    String challenge,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant endedAt,
    Presentation presentation,
    @JsonRawValue @Nullable String verdict,
    @Nullable String receipt) {

  /**
   * How it is shown to the holder.
   *
   * @param url the holder's page with its secret; in the answer to the creation alone
   * @param qr where the QR code is fetched; across devices, while it waits
   * @param code what the holder types beside a QR code; across devices, while it waits
   * @param progress {@code waiting}, {@code taken} or {@code answered}; null once it has ended
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Presentation(
      PresentationMode mode,
      @Nullable String url,
      @Nullable String qr,
      @Nullable String code,
      @Nullable String progress) {}
}
