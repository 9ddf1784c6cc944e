package org.zhengyan.document;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A download by a person of the body, which the face carries.
 *
 * @param nonce base64url, as it was opened
 * @param named for whom; null for everybody
 */
public record Download(String nonce, Instant downloadedAt, @Nullable Named named) {
  /** How long a face for one platform may be shown as evidence. */
  public static final Duration LIFE = Duration.ofHours(24);

  /**
   * One platform and one purpose.
   *
   * @param platform id of the platform's operator
   * @param platformName as the face shows it
   * @param purpose as an action's type has it
   * @param purposeName as the face shows it
   */
  public record Named(String platform, String platformName, String purpose, String purposeName) {}
}
