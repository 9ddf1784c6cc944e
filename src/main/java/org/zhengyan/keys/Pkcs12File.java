package org.zhengyan.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.operator.bc.BcDefaultDigestProvider;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilderProvider;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/**
 * One private key in a PKCS#12 file (RFC 7292): what {@code openssl pkcs12} reads and writes.
 *
 * <p>Written with PBES2, AES-256-CBC and PBKDF2-HMAC-SHA-256, and a SHA-256 MAC. Reading asks for a
 * valid MAC and exactly one private key, encrypted.
 */
final class Pkcs12File {
  private static final int MAX_BYTES = 64 * 1024;
  private static final int SALT_OCTETS = 16;
  private static final AlgorithmIdentifier SHA256 =
      new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);

  private Pkcs12File() {}

  /**
   * @throws KeyUnavailable when the file is missing, damaged, has another password, or holds
   *     anything but one key of our suites
   */
  static SoftwareSigner read(Path file, char[] password) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new KeyUnavailable(file + " is too large for a file with one key");
      }
      PKCS12PfxPdu pfx = new PKCS12PfxPdu(Files.readAllBytes(file));
      if (!pfx.hasMac()
          || !pfx.isMacValid(
              new BcPKCS12MacCalculatorBuilderProvider(BcDefaultDigestProvider.INSTANCE),
              password)) {
        throw new KeyUnavailable(
            file + " cannot be opened: the password is wrong or the file is damaged");
      }
      List<PrivateKeyInfo> keys = privateKeys(pfx, new Pbes2Decryptor(password));
      if (keys.size() != 1) {
        throw new KeyUnavailable(file + " holds " + keys.size() + " private keys instead of one");
      }
      return signer(keys.getFirst());
    } catch (IOException | PKCSException | IllegalArgumentException e) {
      throw new KeyUnavailable(file + " cannot be read as a PKCS#12 file", e);
    }
  }

  static void write(
      Path file,
      SoftwareSigner signer,
      List<X509CertificateHolder> chain,
      String name,
      char[] password,
      int iterations)
      throws IOException {
    Files.write(file, bytes(signer, chain, name, password, iterations));
  }

  /** The file itself. */
  static byte[] bytes(
      SoftwareSigner signer,
      List<X509CertificateHolder> chain,
      String name,
      char[] password,
      int iterations)
      throws IOException {
    try {
      PrivateKeyInfo key = PrivateKeyInfoFactory.createPrivateKeyInfo(signer.privateKey());
      PKCS12SafeBagBuilder keyBag = new PKCS12SafeBagBuilder(key, encryptor(password, iterations));
      keyBag.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, new DERBMPString(name));
      PKCS12PfxPduBuilder pfx = new PKCS12PfxPduBuilder().addData(keyBag.build());
      for (X509CertificateHolder certificate : chain) {
        pfx.addData(new PKCS12SafeBagBuilder(certificate).build());
      }
      var mac =
          new BcPKCS12MacCalculatorBuilder(new SHA256Digest(), SHA256)
              .setIterationCount(iterations);
      return pfx.build(mac, password).getEncoded(ASN1Encoding.DER);
    } catch (PKCSException | OperatorCreationException e) {
      throw new IOException("the file of " + name + " cannot be made", e);
    }
  }

  /** The key alone under a password (RFC 5958 section 3), protected as in a file. */
  static PKCS8EncryptedPrivateKeyInfo encrypted(PrivateKeyInfo key, char[] password, int iterations)
      throws IOException {
    try {
      return new PKCS8EncryptedPrivateKeyInfoBuilder(key).build(encryptor(password, iterations));
    } catch (OperatorCreationException e) {
      throw new IOException("a key cannot be encrypted", e);
    }
  }

  private static OutputEncryptor encryptor(char[] password, int iterations)
      throws OperatorCreationException {
    PBKDF2Config derivation =
        new PBKDF2Config.Builder()
            .withPRF(PBKDF2Config.PRF_SHA256)
            .withIterationCount(iterations)
            .withSaltLength(SALT_OCTETS)
            .build();
    return new JcePKCSPBEOutputEncryptorBuilder(derivation, NISTObjectIdentifiers.id_aes256_CBC)
        .setProvider(Provider.ITSELF)
        .build(password);
  }

  private static List<PrivateKeyInfo> privateKeys(
      PKCS12PfxPdu pfx, InputDecryptorProvider decryptor) throws PKCSException {
    List<PrivateKeyInfo> keys = new ArrayList<>();
    for (ContentInfo content : pfx.getContentInfos()) {
      boolean encrypted = content.getContentType().equals(PKCSObjectIdentifiers.encryptedData);
      PKCS12SafeBagFactory bags =
          encrypted
              ? new PKCS12SafeBagFactory(content, decryptor)
              : new PKCS12SafeBagFactory(content);
      for (PKCS12SafeBag bag : bags.getSafeBags()) {
        if (bag.getBagValue() instanceof PKCS8EncryptedPrivateKeyInfo key) {
          keys.add(key.decryptPrivateKeyInfo(decryptor));
        }
      }
    }
    return keys;
  }

  private static SoftwareSigner signer(PrivateKeyInfo key) throws IOException {
    Suite suite =
        Suite.ofKeyAlgorithm(key.getPrivateKeyAlgorithm())
            .orElseThrow(() -> new KeyUnavailable("the private key's curve is none of ours"));
    return new SoftwareSigner(suite, ECPrivateKey.getInstance(key.parsePrivateKey()).getKey());
  }

  /** Only writing needs it. It is never registered, so nobody else's algorithms change. */
  private static final class Provider {
    private static final BouncyCastleProvider ITSELF = new BouncyCastleProvider();
  }
}
