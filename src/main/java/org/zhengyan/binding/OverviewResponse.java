package org.zhengyan.binding;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was opened in a body's name, newest first.
 *
 * @param next for the next challenge, when there is more
 * @param notices the latest verifications in its name, whatever came of them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OverviewResponse(
    String uscc, List<BindingResponse> bindings, @Nullable String next, List<Noted> notices) {

  /** @param platform the registered name */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Noted(
      String verification, @Nullable String platform, String action, String mode, String state, Instant at) {}
}
