package org.zhengyan.access.staff;

import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.LogErasure;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.Division;

/**
 * The erasure of one event's record, with the reason for it. Its subject is the event's place in the log.
 * The log is the whole country's, so it is the national authority that erases in it.
 */
@Component
class Erasure implements AccessChange {
  record Proposed(String reason) {}

  private final LogErasure erasure;

  Erasure(LogErasure erasure) {
    this.erasure = erasure;
  }

  @Override
  public String type() {
    return "erasure";
  }

  @Override
  public String noun() {
    return "erasure";
  }

  @Override
  public String appliedEvent() {
    return "erasure.approved";
  }

  @Override
  public void apply(Change change) {
    if (!change.proposal().division().equals(Division.NATIONAL)) {
      throw Refusal.of(Problem.OUTSIDE_DIVISION, "only the national authority erases in the log");
    }
    erasure.erase(Long.parseLong(change.proposal().subject()), change.id());
  }
}
