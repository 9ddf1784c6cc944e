package org.zhengyan.document.check;

import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * The body of {@code POST /api/v1/document-checks}.
 *
 * @param document the file, base64url without padding
 */
public record DocumentCheckRequest(@Nullable String document) {

  /**
   * The bytes.
   *
   * @throws Refusal {@code malformed}; {@code too-large}
   */
  byte[] bytes() {
    if (document == null) {
      throw Refusal.member(Problem.MALFORMED, "/document", "required", "the member /document is missing");
    }
    if (document.length() > (DocumentCheck.MAX_BYTES + 2) / 3 * 4) {
      throw Refusal.of(
          Problem.TOO_LARGE, "A document has at most " + DocumentCheck.MAX_BYTES / 1024 + " kB");
    }
    try {
      if (document.indexOf('=') < 0) {
        return Base64.getUrlDecoder().decode(document);
      }
    } catch (IllegalArgumentException e) {
      // Told below, together with padding.
    }
    throw Refusal.member(
        Problem.MALFORMED,
        "/document",
        "base64url-invalid",
        "give base64url without padding (RFC 4648 section 5)");
  }
}
