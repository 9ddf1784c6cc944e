package org.zhengyan.access.staff;

import org.springframework.stereotype.Component;
import org.zhengyan.log.LogErasure;
import org.zhengyan.principal.Change;

/** The erasure of one event's record, with the reason for it. Its subject is the event's place in the log. */
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
    erasure.erase(Long.parseLong(change.proposal().subject()), change.id());
  }
}
