package org.zhengyan.enrolment;

import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * The body of a request for recovery.
 *
 * @param target serial of the signing certificate whose holder gets the key
 * @param reason why
 */
record KeyRecoveryRequest(@Nullable String target, @Nullable String reason) {
  String requiredTarget() {
    return required(target, "/target");
  }

  String requiredReason() {
    return CallerText.require(required(reason, "/reason"), "/reason");
  }

  private static String required(@Nullable String value, String pointer) {
    if (value == null) {
      throw Refusal.member(
          Problem.MALFORMED, pointer, "required", "the member " + pointer + " is missing");
    }
    return value;
  }
}
