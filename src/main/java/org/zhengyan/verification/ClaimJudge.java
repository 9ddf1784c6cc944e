package org.zhengyan.verification;

import java.util.UUID;
import org.springframework.stereotype.Component;
import org.zhengyan.status.holder.HolderText;

/**
 * Judges a signature over a text that is no verification's challenge, as {@link EvidenceJudge} judges
 * those: the same checks, the same reasons, and for the same demands.
 */
@Component
public class ClaimJudge {
  private final EvidenceJudge judge;

  ClaimJudge(EvidenceJudge judge) {
    this.judge = judge;
  }

  /** The verdict where the holder said no. */
  public Verdict refused() {
    VerdictBuilder verdict = new VerdictBuilder();
    verdict.add(Reason.HOLDER_REFUSED);
    return verdict.rejected();
  }

  /**
   * Whether the claimed body signed the text. Both suites are accepted.
   *
   * @param about the id of what the text belongs to
   * @throws org.zhengyan.failure.Refusal {@code unavailable} when the status cannot be established
   */
  public Verdict judge(
      Terms.Claimed claimed, UUID about, HolderText text, String certificate, byte[] signature) {
    Terms.Action action = new Terms.Action(ActionType.OTHER, about.toString(), about.toString(), null);
    Terms terms =
        new Terms(
            claimed, action, null, null, Assurance.POSSESSION, Terms.ALL_SUITES, null, null);
    return judge.judge(
        terms, null, new Challenge(text.bytes()), new Evidence.BareSignature(certificate, signature));
  }
}
