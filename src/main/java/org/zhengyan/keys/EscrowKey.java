package org.zhengyan.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * Encrypts what is kept for recovery, to a P-256 key that a token can hold.
 *
 * <p>Sealing needs the certificate alone: an ephemeral key agrees with it (SP 800-56A, one pass), HKDF
 * with SHA-256 (RFC 5869) makes one AES-256 key, and GCM (SP 800-38D) binds the ciphertext to its
 * context. Only opening uses the private key. A record is {@code 01 ‖ point ‖ nonce ‖ ciphertext ‖ tag}.
 *
 * <p>It is not renewed like other keys: records would have to be sealed anew (src/docs/keys.md).
 */
public final class EscrowKey {
  static final String NAME = "escrow-p256";

  private static final byte VERSION = 1;
  private static final int POINT = 65;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final byte[] PURPOSE = "ZHENGYAN ESCROW 1".getBytes(StandardCharsets.US_ASCII);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final VerificationKey recipient;
  private final Supplier<KeyDoor.Agreement> key;

  EscrowKey(X509CertificateHolder certificate, Supplier<KeyDoor.Agreement> key) {
    try {
      this.recipient = VerificationKey.of(certificate.getSubjectPublicKeyInfo());
    } catch (InvalidKey e) {
      throw new KeyUnavailable("the certificate of " + NAME + " has a key that is none of ours", e);
    }
    this.key = key;
  }

  /** Which key a record is sealed to: its fingerprint in hex. */
  public String id() {
    return HexFormat.of().formatHex(recipient.fingerprint());
  }

  /** @param context what the record is of; another one does not open it */
  byte[] seal(byte[] secret, byte[] context) {
    SoftwareSigner ephemeral = KeyCeremony.newKey(Suite.P256);
    byte[] point = ephemeral.publicKey().getPublicKeyData().getOctets();
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, ephemeral.agree(recipient), point, nonce, secret, context);
    return ByteBuffer.allocate(1 + POINT + NONCE + sealed.length)
        .put(VERSION)
        .put(point)
        .put(nonce)
        .put(sealed)
        .array();
  }

  /** @throws KeyUnavailable when the key is not there, or the record is altered, or of another context */
  byte[] open(byte[] record, byte[] context) {
    if (record.length <= 1 + POINT + NONCE || record[0] != VERSION) {
      throw new KeyUnavailable("the escrow record has another form");
    }
    byte[] point = Arrays.copyOfRange(record, 1, 1 + POINT);
    byte[] nonce = Arrays.copyOfRange(record, 1 + POINT, 1 + POINT + NONCE);
    byte[] sealed = Arrays.copyOfRange(record, 1 + POINT + NONCE, record.length);
    try {
      VerificationKey ephemeral =
          VerificationKey.of(new SubjectPublicKeyInfo(Suite.P256.keyAlgorithm(), point));
      return crypt(Cipher.DECRYPT_MODE, key.get().agree(ephemeral), point, nonce, sealed, context);
    } catch (InvalidKey e) {
      throw new KeyUnavailable("the escrow record has no point", e);
    }
  }

  private byte[] crypt(
      int mode, byte[] shared, byte[] point, byte[] nonce, byte[] text, byte[] context) {
    try {
      byte[] info =
          ByteBuffer.allocate(PURPOSE.length + 2 * POINT)
              .put(PURPOSE)
              .put(point)
              .put(recipient.publicKey().getPublicKeyData().getOctets())
              .array();
      SecretKey derived =
          KDF.getInstance("HKDF-SHA256")
              .deriveKey(
                  "AES",
                  HKDFParameterSpec.ofExtract()
                      .addIKM(new SecretKeySpec(shared, "Generic"))
                      .thenExpand(info, 32));
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, derived, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(context);
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new KeyUnavailable("the escrow record does not open", e);
    } finally {
      Arrays.fill(shared, (byte) 0);
    }
  }
}
