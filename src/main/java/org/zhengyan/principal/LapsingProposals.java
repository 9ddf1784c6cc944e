package org.zhengyan.principal;

import java.util.Set;

/** Whoever proposes what may end undecided; a bean for each feature whose proposals do. */
public interface LapsingProposals {

  /** The kinds of its proposals. */
  Set<String> kinds();

  /** Records that it ended, in the transaction that ended it. */
  void lapsed(Proposal proposal);
}
