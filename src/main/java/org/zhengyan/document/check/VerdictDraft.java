package org.zhengyan.document.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.zhengyan.document.check.DocumentVerdict.Check;
import org.zhengyan.document.check.DocumentVerdict.Outcome;
import org.zhengyan.document.check.DocumentVerdict.Result;

/** Collects the outcome of each check; those that were not reached come out as skipped. */
final class VerdictDraft {

  /** What a PDF has nothing of. */
  private static final Set<String> OF_SEALS =
      Set.of("sealSignature", "signerListed", "sealTrusted", "sealDates");

  private static final List<String> ORDER =
      List.of(
          "documentReadable",
          "signaturePresent",
          "filesCovered",
          "filesUnchanged",
          "signature",
          "sealSignature",
          "signerListed",
          "sealTrusted",
          "signerTrusted",
          "sealDates",
          "certificateDates",
          "timestamp",
          "statusAtSigning",
          "statusNow",
          "faceFields",
          "download",
          "certificateStatus",
          "institutionRegistered",
          "institutionActive",
          "region",
          "faceCurrent");

  private final Map<String, Check> made = new LinkedHashMap<>();
  private final Set<DocumentReason> reasons = EnumSet.noneOf(DocumentReason.class);
  private final DocumentVerdict.Kind kind;
  private DocumentVerdict.@Nullable SealPart seal;
  private DocumentVerdict.@Nullable BodyPart body;
  private DocumentVerdict.@Nullable Named named;

  VerdictDraft(DocumentVerdict.Kind kind) {
    this.kind = kind;
  }

  void pass(String check) {
    made.put(check, new Check(check, Outcome.PASSED, null));
  }

  VerdictDraft fail(String check, DocumentReason reason, @Nullable String detail) {
    made.put(check, new Check(check, Outcome.FAILED, detail));
    reasons.add(reason);
    return this;
  }

  /** Passes, or fails with the reason and the detail. */
  boolean check(String check, boolean holds, DocumentReason reason, String detail) {
    if (holds) {
      pass(check);
    } else {
      fail(check, reason, detail);
    }
    return holds;
  }

  /** True while nothing stands against the document. */
  boolean clean() {
    return reasons.isEmpty();
  }

  void seal(DocumentVerdict.SealPart part) {
    seal = part;
  }

  void body(DocumentVerdict.BodyPart part) {
    body = part;
  }

  void named(DocumentVerdict.@Nullable Named part) {
    named = part;
  }

  /** Authentic when every check was made and none failed; a check left out stands against that. */
  DocumentVerdict verdict(Instant at, String sha256) {
    boolean complete =
        ORDER.stream()
            .allMatch(
                check ->
                    made.containsKey(check)
                        || (kind == DocumentVerdict.Kind.PDF && OF_SEALS.contains(check)));
    if (reasons.isEmpty() && !complete) {
      throw new IllegalStateException("a check was left out: " + made.keySet());
    }
    List<Check> checks = new ArrayList<>(ORDER.size());
    for (String check : ORDER) {
      checks.add(made.getOrDefault(check, new Check(check, Outcome.SKIPPED, null)));
    }
    Result result = reasons.isEmpty() ? Result.AUTHENTIC : Result.NOT_AUTHENTIC;
    return new DocumentVerdict(
        kind, result, List.copyOf(reasons), checks, seal, body, named, at, sha256);
  }
}
