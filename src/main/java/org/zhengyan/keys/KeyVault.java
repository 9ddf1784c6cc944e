package org.zhengyan.keys;

/**
 * The keys that this node can use, by name.
 *
 * <p>Names: {@code ca-organ}, {@code ca-institution}, {@code ocsp-organ}, {@code ocsp-institution}
 * and {@code checkpoint}, each with {@code -sm2} or {@code -p256}; {@code receipt-p256}, {@code
 * token-p256}. Roots are known by certificate only: their keys are offline.
 */
public class KeyVault {

  /**
   * The entry of that name.
   *
   * @throws KeyUnavailable when it is not configured or cannot be opened
   */
  public KeyEntry load(String name) {
    throw new UnsupportedOperationException();
  }

  /** Signs a probe with the named key: what readiness asks. */
  public boolean available(String name) {
    throw new UnsupportedOperationException();
  }
}
