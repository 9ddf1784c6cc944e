package org.zhengyan.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.util.BigIntegers;

/**
 * A holder's key pair whose private half is published on purpose: for the bodies of the sandbox.
 *
 * <p>It is the one private key that leaves this package. A real holder makes his own, and the service
 * never sees it.
 */
public final class PublishedKey {
  private static final int OCTETS = 32;
  private static final int ITERATIONS = 600_000;

  private final SoftwareSigner signer;

  private PublishedKey(SoftwareSigner signer) {
    this.signer = signer;
  }

  public static PublishedKey make(Suite suite) {
    return new PublishedKey(KeyCeremony.newKey(suite));
  }

  /** The key of this number, as {@link #scalar} gave it. */
  public static PublishedKey of(Suite suite, byte[] scalar) {
    return new PublishedKey(new SoftwareSigner(suite, new BigInteger(1, scalar)));
  }

  public byte[] scalar() {
    return BigIntegers.asUnsignedByteArray(OCTETS, signer.privateKey().getD());
  }

  public Signer signer() {
    return signer;
  }

  public VerificationKey publicKey() {
    try {
      return VerificationKey.of(signer.publicKey());
    } catch (InvalidKey e) {
      throw new IllegalStateException("a key of ours cannot be read", e);
    }
  }

  /** PKCS #8 in PEM, under no password. */
  public String pem() {
    try {
      return Pem.encode("PRIVATE KEY", info().getEncoded("DER"));
    } catch (IOException e) {
      throw new IllegalStateException("a key cannot be encoded", e);
    }
  }

  /** PKCS #8 in PEM under a password, as the holder's page reads it (ADR 117); takes half a second. */
  public String encryptedPem(char[] password) {
    try {
      return Pem.encode(
          "ENCRYPTED PRIVATE KEY", Pkcs12File.encrypted(info(), password, ITERATIONS).getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("a key cannot be encoded", e);
    }
  }

  /** PKCS #12 with key and certificates, as the holder's page reads it; takes a second. */
  public byte[] pkcs12(List<X509CertificateHolder> chain, String name, char[] password) {
    try {
      return Pkcs12File.bytes(signer, chain, name, password, ITERATIONS);
    } catch (IOException e) {
      throw new IllegalStateException("a PKCS #12 file cannot be made", e);
    }
  }

  private PrivateKeyInfo info() throws IOException {
    return PrivateKeyInfoFactory.createPrivateKeyInfo(signer.privateKey());
  }
}
