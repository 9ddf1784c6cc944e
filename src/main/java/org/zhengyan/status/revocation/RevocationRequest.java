package org.zhengyan.status.revocation;

import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** @param reason a CRLReason name of RFC 5280, one of {@link Revocations#OFFERED} */
record RevocationRequest(@Nullable String reason) {
  String requiredReason() {
    if (reason == null) {
      throw Refusal.member(
          Problem.MALFORMED, "/reason", "required", "the member /reason is missing");
    }
    return reason;
  }
}
