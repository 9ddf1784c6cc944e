package org.zhengyan.principal;

import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** The body of every refusal: why, for the person who submitted. */
public record RefusalRequest(@Nullable String reason) {

  /**
   * The reason.
   *
   * @throws Refusal {@code malformed} when it is missing, {@code refused-by-rule} when it breaks the
   *     rule of {@link CallerText}
   */
  public String require() {
    if (reason == null) {
      throw Refusal.member(
          Problem.MALFORMED, "/reason", "required", "the member /reason is missing");
    }
    return CallerText.require(reason, "/reason");
  }
}
