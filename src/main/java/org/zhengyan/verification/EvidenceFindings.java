package org.zhengyan.verification;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The checks of evidence that is no signature, in the order in which they were made. */
final class EvidenceFindings {
  private final List<Verdict.Check> checks = new ArrayList<>();
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);

  void add(Verdict.Check check) {
    checks.add(check);
  }

  void add(Reason reason) {
    reasons.add(reason);
  }

  /** Passes, or fails with the reason and the detail; says which. */
  boolean check(String name, boolean holds, Reason reason, String detail) {
    checks.add(
        new Verdict.Check(
            name, holds ? Verdict.Outcome.PASSED : Verdict.Outcome.FAILED, holds ? null : detail));
    if (!holds) {
      reasons.add(reason);
    }
    return holds;
  }

  boolean clean() {
    return reasons.isEmpty();
  }

  /** Verified when nothing failed. It names no certificate: nobody proved to hold one. */
  Verdict verdict(@Nullable Assurance reached, Verdict.@Nullable InstitutionPart institution) {
    return new Verdict(
        clean() ? Verdict.Result.VERIFIED : Verdict.Result.REJECTED,
        reached,
        List.copyOf(reasons),
        institution,
        null,
        checks);
  }
}
