package org.zhengyan.principal;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * The body of every approval; it may be left out by a client that accepts what stands.
 *
 * @param digest what the approver saw, as the proposal shows it
 */
public record ApprovalRequest(@Nullable String digest) {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  /**
   * The digest of an optional body; null accepts the proposal as it stands.
   *
   * @throws Refusal {@code malformed} for a text that is no digest
   */
  public static @Nullable String digest(@Nullable ApprovalRequest request) {
    String digest = request == null ? null : request.digest();
    if (digest != null && !DIGEST.matcher(digest).matches()) {
      throw Refusal.member(
          Problem.MALFORMED, "/digest", "digest-invalid", "a digest is 64 lower-case hex digits");
    }
    return digest;
  }
}
