package org.zhengyan.access;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;

/**
 * Seeds of authenticators as the database keeps them: AES-256-GCM under {@code zhengyan.access.seed-key}, so
 * that a copy of the database makes no codes. In development, where everything is known, the key is too;
 * elsewhere a server without one enrols nobody and lets nobody in by code (503).
 */
@Component
class Seeds {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final @Nullable SecretKeySpec key;

  Seeds(AccessProperties properties, ServiceProperties service) {
    String configured = properties.seedKey();
    byte[] octets =
        configured != null
            ? Base64.getDecoder().decode(configured)
            : service.environment() == ServiceEnvironment.DEV ? new byte[32] : null;
    if (octets != null && octets.length != 32) {
      throw new IllegalArgumentException("zhengyan.access.seed-key is 32 octets in base64");
    }
    this.key = octets == null ? null : new SecretKeySpec(octets, "AES");
  }

  byte[] seal(byte[] seed) {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, seed);
    byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
    System.arraycopy(sealed, 0, all, NONCE, sealed.length);
    return all;
  }

  byte[] open(byte[] sealed) {
    return run(
        Cipher.DECRYPT_MODE,
        Arrays.copyOf(sealed, NONCE),
        Arrays.copyOfRange(sealed, NONCE, sealed.length));
  }

  private byte[] run(int mode, byte[] nonce, byte[] text) {
    if (key == null) {
      throw Refusal.unavailable(
          "this server has no key for one-time codes (zhengyan.access.seed-key)",
          java.time.Duration.ofMinutes(1),
          null);
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw Refusal.unavailable(
          "a seed does not open: is zhengyan.access.seed-key another one than before?",
          java.time.Duration.ofMinutes(1),
          e);
    }
  }
}
