package org.zhengyan.x509;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import org.bouncycastle.jcajce.spec.SM2ParameterSpec;

/** SM2 signatures by Bouncy Castle, with any user ID. */
final class Sm2ByOthers {
  private Sm2ByOthers() {}

  static byte[] sign(KeyPair key, String userId, byte[] message) {
    try {
      Signature signature = Signature.getInstance("SM3withSM2", TestPki.BC);
      signature.setParameter(new SM2ParameterSpec(userId.getBytes(StandardCharsets.US_ASCII)));
      signature.initSign(key.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
