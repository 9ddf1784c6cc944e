package org.zhengyan.verification;

import java.util.List;

/**
 * Hears of each action that was verified, in the transaction of its verdict: what it throws undoes the
 * verdict, and what it writes stands or falls with it. One transaction may hold the verdicts of several.
 */
public interface VerifiedActionListener {
  void verified(List<VerifiedAction> actions);
}
