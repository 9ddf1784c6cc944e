package org.zhengyan.certificate;

import java.util.List;

/**
 * Where status changes are kept outside the database, so that a restored backup never un-revokes.
 *
 * <p>{@link CertificateStore} asks before it writes and reports after the commit, before the act is
 * acknowledged. {@code status} keeps the journal.
 */
public interface StatusJournal {

  /**
   * Lets a status be changed.
   *
   * @throws org.zhengyan.failure.Refusal {@code unavailable} when a change could not be kept now, or
   *     when the database and the journal are not reconciled
   */
  void requireWritable();

  /**
   * Keeps committed changes durably before it returns.
   *
   * @param keys fingerprints of public keys that were claimed
   * @throws org.zhengyan.failure.Refusal {@code unavailable} when they could not be kept: they stand
   *     in the database, and the caller must not hear that the act succeeded
   */
  void keep(List<StatusChange> changes, List<byte[]> keys);
}
