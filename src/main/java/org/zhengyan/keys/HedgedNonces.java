package org.zhengyan.keys;

import java.security.SecureRandom;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;

/**
 * Per-signature secrets from the key, the message and fresh randomness together: RFC 6979 section
 * 3.2 with the additional data that section 3.6 allows, here 32 random octets.
 *
 * <p>One repeated nonce gives the private key away. Random nonces alone repeat when a machine is
 * cloned or resumed with its generator's state; deterministic ones alone let an attacker who can
 * disturb one of two signatures over the same message solve for the key. Each covers the other's
 * weakness, so both must fail together. An object serves one signature of one thread.
 */
final class HedgedNonces extends HMacDSAKCalculator {
  private static final int OCTETS = 32;
  private final byte[] fresh = new byte[OCTETS];
  private final SecureRandom random;

  HedgedNonces(Digest digest, SecureRandom random) {
    super(digest);
    this.random = random;
  }

  @Override
  protected void initAdditionalInput0(HMac hmac) {
    random.nextBytes(fresh);
    hmac.update(fresh, 0, fresh.length);
  }

  @Override
  protected void initAdditionalInput1(HMac hmac) {
    hmac.update(fresh, 0, fresh.length);
  }
}
