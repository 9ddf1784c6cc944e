package org.zhengyan.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Refusal;

/** A problem as it goes out: RFC 9457, with our members {@code errors} and {@code resource}. */
record ProblemResponse(
    String type,
    String title,
    int status,
    String detail,
    @Nullable List<Refusal.MemberError> errors,
    @Nullable Object resource) {

  static ProblemResponse of(Refusal refusal) {
    return new ProblemResponse(
        refusal.problem().type(),
        refusal.problem().title(),
        refusal.problem().status(),
        refusal.detail(),
        refusal.errors().isEmpty() ? null : refusal.errors(),
        refusal.resource());
  }
}
