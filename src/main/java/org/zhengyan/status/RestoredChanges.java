package org.zhengyan.status;

import org.zhengyan.certificate.StatusChange;

/** Who hears of the changes that {@link Reconciler} puts back; {@code notification} keeps their addresses. */
@FunctionalInterface
public interface RestoredChanges {

  /**
   * Tells of one, in the transaction that puts it back.
   *
   * @param change as it stood before the database went back
   * @return how many are told
   */
  int tell(StatusChange change);
}
