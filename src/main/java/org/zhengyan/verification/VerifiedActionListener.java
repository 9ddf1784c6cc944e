package org.zhengyan.verification;

/**
 * Hears of each action that was verified, in the transaction of its verdict: what it throws undoes the
 * verdict, and what it writes stands or falls with it.
 */
public interface VerifiedActionListener {
  void verified(VerifiedAction action);
}
