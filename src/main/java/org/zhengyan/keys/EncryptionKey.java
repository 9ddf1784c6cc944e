package org.zhengyan.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.util.BigIntegers;

/**
 * An SM2 key pair for encryption, made here in the role of the key-management centre (GM/T 0015, dual
 * certificates). Its private half leaves only wrapped to a holder's signing key, or sealed for escrow.
 */
public final class EncryptionKey {
  private static final int NUMBER = 32;
  private static final int SM4_KEY = 16;
  private static final int BLOCK = 16;

  /** SM4 in ECB (GM/T 0006): what GB/T 35276 wraps the private key with. */
  private static final ASN1ObjectIdentifier SM4_ECB =
      new ASN1ObjectIdentifier("1.2.156.10197.1.104.1");

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SoftwareSigner key;

  private EncryptionKey(SoftwareSigner key) {
    this.key = key;
  }

  /** A new pair. */
  public static EncryptionKey make() {
    return new EncryptionKey(KeyCeremony.newKey(Suite.SM2));
  }

  /**
   * The pair of an escrow record.
   *
   * @throws KeyUnavailable when the record is altered, of another context, or cannot be opened now
   */
  public static EncryptionKey recover(EscrowKey escrow, byte[] sealed, byte[] context) {
    byte[] number = escrow.open(sealed, context);
    try {
      return new EncryptionKey(new SoftwareSigner(Suite.SM2, new BigInteger(1, number)));
    } finally {
      Arrays.fill(number, (byte) 0);
    }
  }

  /** Of a known number, for known answers. */
  static EncryptionKey of(BigInteger number) {
    return new EncryptionKey(new SoftwareSigner(Suite.SM2, number));
  }

  public VerificationKey publicKey() {
    return VerificationKey.of(Suite.SM2, key.point());
  }

  /** The escrow record, bound to its context. */
  public byte[] seal(EscrowKey escrow, byte[] context) {
    byte[] number = number();
    try {
      return escrow.seal(number, context);
    } finally {
      Arrays.fill(number, (byte) 0);
    }
  }

  /**
   * The pair for the holder of a signing key, as GB/T 35276-2017 section 7.4 has it:
   *
   * <pre>
   * SM2EnvelopedKey ::= SEQUENCE {
   *   symAlgID                AlgorithmIdentifier,  -- SM4 in ECB mode
   *   symEncryptedKey         SM2Cipher,            -- the SM4 key under the signing key
   *   Sm2PublicKey            SM2PublicKey,         -- section 7.1: BIT STRING, the point
   *   Sm2EncryptedPrivateKey  BIT STRING }          -- 32 octets under SM4, without padding
   * </pre>
   */
  public byte[] envelop(VerificationKey signing) {
    if (signing.suite() != Suite.SM2) {
      throw new IllegalArgumentException("an encryption key goes to an SM2 signing key");
    }
    byte[] symmetric = new byte[SM4_KEY];
    RANDOM.nextBytes(symmetric);
    byte[] number = number();
    try {
      ASN1EncodableVector members = new ASN1EncodableVector();
      members.add(new AlgorithmIdentifier(SM4_ECB));
      members.add(cipher(signing, symmetric));
      members.add(new DERBitString(publicKey().publicKey().getPublicKeyData().getOctets()));
      members.add(new DERBitString(encrypt(symmetric, number)));
      return new DERSequence(members).getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      Arrays.fill(symmetric, (byte) 0);
      Arrays.fill(number, (byte) 0);
    }
  }

  /** SM2Cipher (section 7.2): XCoordinate, YCoordinate, HASH, CipherText; C1, C3, C2 of GB/T 32918.4. */
  private static DERSequence cipher(VerificationKey to, byte[] secret) {
    SM2Engine engine = new SM2Engine(new SM3Digest(), SM2Engine.Mode.C1C3C2);
    engine.init(
        true, new ParametersWithRandom(new ECPublicKeyParameters(to.point(), Curve.SM2), RANDOM));
    try {
      byte[] all = engine.processBlock(secret, 0, secret.length);
      ASN1EncodableVector members = new ASN1EncodableVector();
      members.add(new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(all, 1, 33))));
      members.add(new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(all, 33, 65))));
      members.add(new DEROctetString(Arrays.copyOfRange(all, 65, 97)));
      members.add(new DEROctetString(Arrays.copyOfRange(all, 97, all.length)));
      return new DERSequence(members);
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("SM2 did not encrypt", e);
    }
  }

  private static byte[] encrypt(byte[] symmetric, byte[] number) {
    SM4Engine engine = new SM4Engine();
    engine.init(true, new KeyParameter(symmetric));
    byte[] out = new byte[NUMBER];
    engine.processBlock(number, 0, out, 0);
    engine.processBlock(number, BLOCK, out, BLOCK);
    return out;
  }

  private byte[] number() {
    return BigIntegers.asUnsignedByteArray(NUMBER, key.privateKey().getD());
  }
}
