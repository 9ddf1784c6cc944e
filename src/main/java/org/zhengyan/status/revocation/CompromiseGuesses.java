package org.zhengyan.status.revocation;

import org.springframework.stereotype.Component;
import org.zhengyan.failure.Refusal;
import org.zhengyan.status.holder.AddressLimit;

/**
 * Bounds wrong proofs: ten a minute from one address, on each node.
 *
 * <p>A code has 130 random bits and nobody guesses it; this keeps the cost of trying with those who
 * try. Right proofs are not counted, and no certificate has a limit of its own: a flood of wrong
 * proofs must not keep a holder from suspending.
 */
@Component
class CompromiseGuesses {
  private static final int MOST = 10;

  private final AddressLimit wrong =
      new AddressLimit(MOST, "too many reports from here could not be proved");

  /** @throws Refusal {@code too-many-requests} after ten wrong proofs from that address */
  void requireFew(String address) {
    wrong.require(address);
  }

  void count(String address) {
    wrong.count(address);
  }
}
