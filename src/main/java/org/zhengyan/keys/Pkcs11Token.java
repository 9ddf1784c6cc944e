package org.zhengyan.keys;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.KeyAgreement;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * Keys inside a PKCS#11 token, through the JDK's SunPKCS11: P-256 only, since that knows no SM2
 * mechanism. A key is found by its label; the JDK sees it when a certificate object with the same
 * CKA_ID lies beside it.
 *
 * <p>Sessions are pooled by the provider, so signers are thread-safe. A token that was pulled out
 * or restarted makes every signature {@link KeyUnavailable} until the process starts again.
 */
final class Pkcs11Token implements KeyDoor {
  private final Provider provider;
  private final KeyStore keyStore;

  private Pkcs11Token(Provider provider, KeyStore keyStore) {
    this.provider = provider;
    this.keyStore = keyStore;
  }

  /**
   * Loads the module and signs in.
   *
   * @throws KeyUnavailable when the module, its slot or the PIN is wrong
   */
  static Pkcs11Token open(KeysProperties.Pkcs11 properties) {
    String slot =
        properties.slot() != null
            ? "slot=" + properties.slot()
            : "slotListIndex=" + properties.slotIndex();
    String configuration = "--name=zhengyan\nlibrary=" + properties.library() + "\n" + slot + "\n";
    try {
      Provider provider = Security.getProvider("SunPKCS11").configure(configuration);
      KeyStore keyStore = KeyStore.getInstance("PKCS11", provider);
      keyStore.load(null, KeyLocation.secret(properties.pinFile()).toCharArray());
      return new Pkcs11Token(provider, keyStore);
    } catch (GeneralSecurityException
        | IOException
        | ProviderException
        | java.security.InvalidParameterException e) {
      throw new KeyUnavailable(
          "the PKCS#11 module " + properties.library() + " cannot be opened", e);
    }
  }

  @Override
  public boolean holds(String name) {
    try {
      return keyStore.isKeyEntry(name);
    } catch (GeneralSecurityException | ProviderException e) {
      throw new KeyUnavailable("the PKCS#11 token does not answer", e);
    }
  }

  @Override
  public Signer open(String name, X509CertificateHolder certificate) {
    try {
      VerificationKey publicKey = VerificationKey.of(certificate.getSubjectPublicKeyInfo());
      if (publicKey.suite() != Suite.P256) {
        throw new KeyUnavailable(
            "the key " + name + " is SM2, which a token cannot sign with here");
      }
      if (!(keyStore.getKey(name, null) instanceof PrivateKey key)) {
        throw new KeyUnavailable("the token has no private key labelled " + name);
      }
      return new TokenSigner(provider, key, publicKey);
    } catch (GeneralSecurityException | ProviderException | InvalidKey e) {
      throw new KeyUnavailable("the token's key " + name + " cannot be used", e);
    }
  }

  /** ECDH inside the token (CKM_ECDH1_DERIVE); the shared secret comes out, the key does not. */
  @Override
  public Agreement agreement(String name, X509CertificateHolder certificate) {
    try {
      if (!(keyStore.getKey(name, null) instanceof PrivateKey key)) {
        throw new KeyUnavailable("the token has no private key labelled " + name);
      }
      return other -> agree(key, other);
    } catch (GeneralSecurityException | ProviderException e) {
      throw new KeyUnavailable("the token's key " + name + " cannot be used", e);
    }
  }

  private byte[] agree(PrivateKey key, VerificationKey other) {
    try {
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH", provider);
      agreement.init(key);
      byte[] encoded = other.publicKey().getEncoded();
      agreement.doPhase(
          KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded)), true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException | IOException | ProviderException e) {
      throw new KeyUnavailable("the PKCS#11 token does not agree on a secret", e);
    }
  }

  /** A P-256 key that never leaves its token. */
  private record TokenSigner(Provider provider, PrivateKey key, VerificationKey verificationKey)
      implements Signer {
    @Override
    public Suite suite() {
      return Suite.P256;
    }

    @Override
    public SubjectPublicKeyInfo publicKey() {
      return verificationKey.publicKey();
    }

    @Override
    public AlgorithmIdentifier signatureAlgorithm() {
      return Suite.P256.signatureAlgorithm();
    }

    @Override
    public byte[] sign(byte[] message) {
      try {
        Signature signature = Signature.getInstance("SHA256withECDSA", provider);
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
      } catch (GeneralSecurityException | ProviderException e) {
        throw new KeyUnavailable("the PKCS#11 token does not sign", e);
      }
    }
  }
}
