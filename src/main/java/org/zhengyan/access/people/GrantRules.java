package org.zhengyan.access.people;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.failure.Refusal.MemberError;

/** What may be granted by whom. The database refuses again what its constraints can see. */
@Component
class GrantRules {
  private final Clock clock;

  GrantRules(Clock clock) {
    this.clock = clock;
  }

  void requireAppoints(Grant appointer, GrantRole role) {
    if (!appointer.role().appoints(role)) {
      throw Refusal.of(
          Problem.FORBIDDEN,
          "the responsible person appoints managers, and managers appoint users");
    }
  }

  /** Every rule at once, so that one answer names all that is to be mended. */
  void check(Grant appointer, GrantRequest request) {
    List<MemberError> complaints = new ArrayList<>();
    if (request.name() == null || request.name().isBlank()) {
      complaints.add(new MemberError("/name", "required", "the name is missing"));
    } else {
      CallerText.check(request.name(), "/name", complaints);
    }
    if (request.contractor() && request.role() != GrantRole.USER) {
      complaints.add(
          new MemberError(
              "/contractor", "contractor-is-user", "a contractor is a user, and administers nothing"));
    }
    if (!appointer.scope().contains(request.scope())) {
      complaints.add(
          new MemberError("/scope", "scope-exceeded", "nobody grants more than they may do themselves"));
    }
    term(appointer, request.contractor(), request.from(), request.until(), complaints);
    refuse(complaints);
  }

  void checkTerm(
      Grant appointer, boolean contractor, @Nullable Instant from, @Nullable Instant until) {
    List<MemberError> complaints = new ArrayList<>();
    term(appointer, contractor, from, until, complaints);
    refuse(complaints);
  }

  private void term(
      Grant appointer,
      boolean contractor,
      @Nullable Instant from,
      @Nullable Instant until,
      List<MemberError> complaints) {
    Instant now = clock.instant();
    Instant limit = appointer.until();
    if (until == null) {
      if (contractor) {
        complaints.add(
            new MemberError("/until", "contractor-term", "a contractor's grant has an end"));
      } else if (limit != null) {
        complaints.add(exceeded());
      }
      return;
    }
    if (!until.isAfter(now) || (from != null && !until.isAfter(from))) {
      complaints.add(
          new MemberError("/until", "term-over", "the end lies after the beginning, and after now"));
    } else if (limit != null && until.isAfter(limit)) {
      complaints.add(exceeded());
    }
  }

  private static MemberError exceeded() {
    return new MemberError(
        "/until", "term-exceeded", "nobody grants for longer than their own term");
  }

  private static void refuse(List<MemberError> complaints) {
    if (!complaints.isEmpty()) {
      throw Refusal.members(
          Problem.REFUSED_BY_RULE, complaints.getFirst().detail(), complaints);
    }
  }
}
