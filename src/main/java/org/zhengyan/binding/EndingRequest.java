package org.zhengyan.binding;

import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** The body of {@code POST …/ending}. */
record EndingRequest(@Nullable EndReason reason) {
  EndReason required() {
    if (reason == null) {
      throw Refusal.member(Problem.MALFORMED, "/reason", "required", "say why the binding ends");
    }
    return reason;
  }
}
