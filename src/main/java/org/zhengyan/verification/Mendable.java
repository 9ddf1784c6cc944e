package org.zhengyan.verification;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.zhengyan.failure.Refusal.MemberError;

/**
 * What a holder can mend with another certificate or another try: it is wrong with the certificate or the
 * signature, and not with the claim or the body. On a holder's page it decides nothing.
 */
public final class Mendable {
  private static final Set<Reason> REASONS =
      EnumSet.of(
          Reason.SIGNATURE_INVALID,
          Reason.CERTIFICATE_MALFORMED,
          Reason.CERTIFICATE_UNTRUSTED,
          Reason.CERTIFICATE_USAGE,
          Reason.CERTIFICATE_EXPIRED,
          Reason.CERTIFICATE_NOT_YET_VALID,
          Reason.CERTIFICATE_REVOKED,
          Reason.CERTIFICATE_SUSPENDED,
          Reason.CERTIFICATE_SUPERSEDED,
          Reason.SUITE_NOT_ACCEPTED,
          Reason.USCC_MISMATCH,
          Reason.STATUS_UNKNOWN);

  private Mendable() {}

  /** True when there is something to mend. */
  public static boolean in(Verdict verdict) {
    return verdict.reasons().stream().anyMatch(REASONS::contains);
  }

  /** What was found wrong, in one sentence. */
  public static String detail(Verdict verdict) {
    return verdict.checks().stream()
        .filter(check -> check.outcome() == Verdict.Outcome.FAILED && check.detail() != null)
        .map(Verdict.Check::detail)
        .collect(Collectors.joining("; "));
  }

  /** Each thing to mend, at its member. */
  public static List<MemberError> errors(Verdict verdict, boolean cms) {
    String detail = detail(verdict);
    return verdict.reasons().stream()
        .filter(REASONS::contains)
        .map(reason -> new MemberError(pointer(reason, cms), kebab(reason), detail))
        .toList();
  }

  private static String pointer(Reason reason, boolean cms) {
    if (cms) {
      return "/cms";
    }
    return reason == Reason.SIGNATURE_INVALID ? "/signature" : "/certificate";
  }

  private static String kebab(Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
