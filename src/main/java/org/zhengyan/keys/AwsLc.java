package org.zhengyan.keys;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.jspecify.annotations.Nullable;

/**
 * ECDSA over P-256 with SHA-256 in the machine code of AWS-LC, where its library can be loaded: a signature in a
 * quarter of the time that Bouncy Castle takes, and in a time that does not depend on the key.
 *
 * <p>Where it cannot be loaded (another processor than the jar was built for, a libc that is not glibc, a temporary
 * directory that nothing may be executed from), Bouncy Castle does the same and {@link #missing} says why. The
 * provider is asked for this one algorithm and never registered with the JVM. It knows no SM2.
 */
final class AwsLc {
  private static final String ECDSA = "SHA256withECDSA";

  /** Null where the library could not be loaded. */
  private static final @Nullable Provider PROVIDER;
  private static final @Nullable String MISSING;

  static {
    Provider loaded = null;
    String missing = null;
    try {
      AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
      loaded = AmazonCorrettoCryptoProvider.INSTANCE;
    } catch (RuntimeException | LinkageError e) {
      missing = String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage());
    }
    PROVIDER = loaded;
    MISSING = missing;
  }

  private AwsLc() {}

  /** Why the library could not be loaded; null when it is. */
  static @Nullable String missing() {
    return MISSING;
  }

  /** Who computes P-256 here, with the version as it names itself. */
  static String description() {
    return PROVIDER == null ? "Bouncy Castle" : PROVIDER.getInfo();
  }

  /** Null where the library could not be loaded. */
  static @Nullable SigningKey signingKey(ECPrivateKeyParameters key) {
    if (PROVIDER == null) {
      return null;
    }
    try {
      byte[] encoded = PrivateKeyInfoFactory.createPrivateKeyInfo(key).getEncoded();
      return new SigningKey(
          PROVIDER, KeyFactory.getInstance("EC", PROVIDER).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("AWS-LC does not take a private key of P-256", e);
    }
  }

  /**
   * Null where the library could not be loaded.
   *
   * @param key whose point is known to be on the curve
   */
  static @Nullable CheckingKey checkingKey(SubjectPublicKeyInfo key) {
    if (PROVIDER == null) {
      return null;
    }
    try {
      return new CheckingKey(
          PROVIDER, KeyFactory.getInstance("EC", PROVIDER).generatePublic(new X509EncodedKeySpec(key.getEncoded())));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("AWS-LC does not take a point of P-256", e);
    }
  }

  /** A private key in the library's memory. */
  record SigningKey(Provider provider, PrivateKey key) {

    /**
     * The signature in DER. Its nonce comes from the library's generator with a digest of key and message mixed in, to
     * the same end as {@link HedgedNonces}.
     */
    byte[] sign(byte[] message) {
      try {
        Signature signature = Signature.getInstance(ECDSA, provider);
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("AWS-LC does not sign with a key that it took", e);
      }
    }
  }

  /** A public key in the library's memory. */
  record CheckingKey(Provider provider, PublicKey key) {

    /**
     * @param signature in canonical DER, both numbers in [1, n-1]
     */
    boolean verify(byte[] message, byte[] signature) {
      try {
        Signature verifier = Signature.getInstance(ECDSA, provider);
        verifier.initVerify(key);
        verifier.update(message);
        return verifier.verify(signature);
      } catch (SignatureException e) {
        return false;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("AWS-LC does not check with a key that it took", e);
      }
    }
  }
}
