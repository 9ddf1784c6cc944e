package org.zhengyan.keys;

import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.InputDecryptor;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * Opens what a password protects by PBES2 (RFC 8018 section 6.2): PBKDF2 with HMAC-SHA-256, -384 or
 * -512, and AES-CBC. It uses the JDK's ciphers: Bouncy Castle's provider takes longer to set up than
 * all keys of a node take to open.
 *
 * <p>Older schemes are refused; {@code openssl pkcs12} has not written them by default since 3.0.
 */
final class Pbes2Decryptor implements InputDecryptorProvider {
  private static final int MAX_ITERATIONS = 10_000_000;

  private static final Map<ASN1ObjectIdentifier, String> DERIVATIONS =
      Map.of(
          PKCSObjectIdentifiers.id_hmacWithSHA256, "PBKDF2WithHmacSHA256",
          PKCSObjectIdentifiers.id_hmacWithSHA384, "PBKDF2WithHmacSHA384",
          PKCSObjectIdentifiers.id_hmacWithSHA512, "PBKDF2WithHmacSHA512");

  private static final Map<ASN1ObjectIdentifier, Integer> KEY_BITS =
      Map.of(
          NISTObjectIdentifiers.id_aes128_CBC, 128,
          NISTObjectIdentifiers.id_aes192_CBC, 192,
          NISTObjectIdentifiers.id_aes256_CBC, 256);

  private final char[] password;

  Pbes2Decryptor(char[] password) {
    this.password = password.clone();
  }

  @Override
  public InputDecryptor get(AlgorithmIdentifier algorithm) throws OperatorCreationException {
    if (!algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
      throw new OperatorCreationException("the key is encrypted by an old scheme instead of PBES2");
    }
    Cipher cipher = cipher(PBES2Parameters.getInstance(algorithm.getParameters()));
    return new InputDecryptor() {
      @Override
      public AlgorithmIdentifier getAlgorithmIdentifier() {
        return algorithm;
      }

      @Override
      public InputStream getInputStream(InputStream encrypted) {
        return new CipherInputStream(encrypted, cipher);
      }
    };
  }

  private Cipher cipher(PBES2Parameters scheme) throws OperatorCreationException {
    Integer bits = KEY_BITS.get(scheme.getEncryptionScheme().getAlgorithm());
    if (bits == null || !scheme.getKeyDerivationFunc().getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
      throw new OperatorCreationException("the key is not encrypted by PBKDF2 and AES-CBC");
    }
    PBKDF2Params derivation = PBKDF2Params.getInstance(scheme.getKeyDerivationFunc().getParameters());
    String name = DERIVATIONS.get(derivation.getPrf().getAlgorithm());
    if (name == null || derivation.getIterationCount().bitLength() > 31
        || derivation.getIterationCount().intValue() > MAX_ITERATIONS) {
      throw new OperatorCreationException("the key's PBKDF2 is not with HMAC-SHA-2, or has too many rounds");
    }
    PBEKeySpec spec =
        new PBEKeySpec(password, derivation.getSalt(), derivation.getIterationCount().intValue(), bits);
    try {
      byte[] key = SecretKeyFactory.getInstance(name).generateSecret(spec).getEncoded();
      byte[] iv = ASN1OctetString.getInstance(scheme.getEncryptionScheme().getParameters()).getOctets();
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new OperatorCreationException("the key cannot be decrypted", e);
    } finally {
      spec.clearPassword();
    }
  }
}
