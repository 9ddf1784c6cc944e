package org.zhengyan.status.holder;

import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;

/**
 * Signing in with a certificate: a signature over a text of its own kind, which names what is signed in to
 * and is answered once within five minutes. Nothing is uploaded, and the signature is worth nothing
 * elsewhere.
 *
 * <p>It says who is there at this moment. Sessions, roles, and what the body may do are for those who ask.
 * A verification needs no sign-in before it: its challenge is signed by the same key.
 */
@Component
public class SignIns {
  private final HolderChallenges challenges;
  private final HolderSignatures signatures;
  private final TransactionTemplate transaction;
  private final ServiceProperties service;

  SignIns(
      HolderChallenges challenges,
      HolderSignatures signatures,
      TransactionTemplate transaction,
      ServiceProperties service) {
    this.challenges = challenges;
    this.signatures = signatures;
    this.transaction = transaction;
    this.service = service;
  }

  /**
   * A text to sign.
   *
   * @param to what is signed in to, in a few words that the holder reads
   */
  public HolderChallenges.Issued issue(String to) {
    return challenges.issue(
        TextKind.SIGN_IN, to, HolderText.of(TextKind.SIGN_IN, service).line("sign-in-to", to));
  }

  /**
   * Who signed. A signature that does not count leaves the text to be signed rightly.
   *
   * @param to what the text was issued for
   * @throws Refusal {@code wrong-state} when the text was used, is over, or is for something else; as
   *     {@link HolderSignatures#require} otherwise
   */
  public HolderSignatures.Holder accept(String to, HolderProof proof) {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              HolderChallenges.Taken taken = challenges.take(TextKind.SIGN_IN, proof.requireChallenge());
              if (!taken.about().equals(to)) {
                throw Refusal.of(Problem.WRONG_STATE, "this text was issued for something else");
              }
              return signatures.require(
                  taken.text(), proof.requireCertificate(), proof.requireSignature());
            }));
  }
}
