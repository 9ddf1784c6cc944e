package org.zhengyan.ephemeral;

import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * Lets each DPoP proof be used once, on all nodes (RFC 9449 section 11.1).
 *
 * <p>An id is kept in Redis for as long as its proof could still be accepted; one {@code SET NX} decides.
 * When Redis is gone nothing is accepted. When it may have forgotten ids, proofs that may be older than
 * that are refused; a caller's next proof is good again a few seconds after {@code ahead}.
 */
@Component
public class ProofIds {

  /** What became of a proof. */
  public enum Use {
    FIRST,
    REPEATED,
    /** From before the moment that Redis remembers back to. */
    TOO_OLD
  }

  /** Nodes whose clocks are a second apart may still have used proofs in the epoch before. */
  private static final Duration SETTLING = RedisLink.LEASE.plusSeconds(1);

  private final RedisLink link;

  ProofIds(RedisLink link) {
    this.link = link;
  }

  /**
   * @param id unique for key and {@code jti}, in characters that are harmless in a key
   * @param issued what the proof says in {@code iat}
   * @param ahead how far {@code iat} may lie in the future
   * @param remember how long the proof could be accepted again
   */
  public Use use(String id, Instant issued, Duration ahead, Duration remember)
      throws RedisUnavailable {
    boolean[] tooOld = new boolean[1];
    String answer =
        link.callInEpoch(
            epoch ->
                commands -> {
                  tooOld[0] = !issued.isAfter(epoch.since().plus(ahead).plus(SETTLING));
                  // Written in any case: a proof that was refused once is refused again.
                  return commands.set(
                      link.key("proof:" + id), "", SetArgs.Builder.nx().px(remember.toMillis()));
                });
    if (tooOld[0]) {
      return Use.TOO_OLD;
    }
    return "OK".equals(answer) ? Use.FIRST : Use.REPEATED;
  }
}
