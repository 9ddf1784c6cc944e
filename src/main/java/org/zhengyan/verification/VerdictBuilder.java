package org.zhengyan.verification;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.zhengyan.verification.Verdict.Check;
import org.zhengyan.verification.Verdict.Outcome;

/** Collects the outcome of each check; those that were not reached come out as skipped. */
final class VerdictBuilder {
  private static final List<String> ORDER =
      List.of(
          "evidenceReadable",
          "certificateTrusted",
          "certificateUsage",
          "certificateValidity",
          "suiteAccepted",
          "signature",
          "certificateStatus",
          "statusFresh",
          "uscc",
          "institutionRegistered",
          "institutionActive",
          "name",
          "region",
          "assurance");

  private final Map<String, Check> made = new LinkedHashMap<>();
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
  private @Nullable Assurance assurance;
  private Verdict.@Nullable InstitutionPart institution;
  private Verdict.@Nullable CertificatePart certificate;

  void pass(String check) {
    made.put(check, new Check(check, Outcome.PASSED, null));
  }

  VerdictBuilder fail(String check, Reason reason, @Nullable String detail) {
    made.put(check, new Check(check, Outcome.FAILED, detail));
    reasons.add(reason);
    return this;
  }

  /** Passes, or fails with the reason and the detail. */
  void check(String check, boolean holds, Reason reason, @Nullable String detail) {
    if (holds) {
      pass(check);
    } else {
      fail(check, reason, detail);
    }
  }

  /** A further reason beside that of a failed check. */
  void add(Reason reason) {
    reasons.add(reason);
  }

  boolean failed(Reason reason) {
    return reasons.contains(reason);
  }

  void reached(Assurance reached) {
    assurance = reached;
  }

  void institution(Verdict.InstitutionPart part) {
    institution = part;
  }

  void certificate(Verdict.CertificatePart part) {
    certificate = part;
  }

  /** Verified when all checks passed; a check that was not made stands against that. */
  Verdict decided() {
    boolean verified = reasons.isEmpty() && made.keySet().containsAll(ORDER);
    if (!verified && reasons.isEmpty()) {
      throw new IllegalStateException("a check was left out: " + made.keySet());
    }
    return build(verified ? Verdict.Result.VERIFIED : Verdict.Result.REJECTED);
  }

  /** Rejected for what failed so far; the rest is skipped. */
  Verdict rejected() {
    return build(Verdict.Result.REJECTED);
  }

  private Verdict build(Verdict.Result result) {
    List<Check> checks = new ArrayList<>(ORDER.size());
    for (String check : ORDER) {
      checks.add(made.getOrDefault(check, new Check(check, Outcome.SKIPPED, null)));
    }
    // What a body laid down is told where it applies.
    made.values().stream().filter(each -> !ORDER.contains(each.check())).forEach(checks::add);
    return new Verdict(result, assurance, List.copyOf(reasons), institution, certificate, checks);
  }
}
