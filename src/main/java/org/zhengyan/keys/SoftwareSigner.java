package org.zhengyan.keys;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.DSAKCalculator;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * A private key in this process's memory, read from a PKCS#12 file.
 *
 * <p>Everything that depends on the key alone is computed once; a signature then costs one
 * multiplication of the base point. Thread-safe without a lock.
 */
final class SoftwareSigner implements Signer {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Suite suite;
  private final ECPrivateKeyParameters key;
  private final VerificationKey verificationKey;
  private final byte[] identityDigest;
  private final BigInteger inverse;
  private final AwsLc.@Nullable SigningKey inMachineCode;

  /**
   * @throws IllegalArgumentException when {@code d} is not in [1, n-2]
   */
  SoftwareSigner(Suite suite, BigInteger d) {
    var domain = Curve.of(suite);
    if (d.signum() <= 0 || d.compareTo(domain.getN().subtract(BigInteger.ONE)) >= 0) {
      throw new IllegalArgumentException("a private key lies in [1, n-2]");
    }
    this.suite = suite;
    this.key = new ECPrivateKeyParameters(d, domain);
    var point = new FixedPointCombMultiplier().multiply(domain.getG(), d).normalize();
    this.verificationKey = VerificationKey.of(suite, point);
    this.identityDigest = suite == Suite.SM2 ? Sm2.identityDigest(point) : new byte[0];
    this.inverse = suite == Suite.SM2 ? Sm2.inverse(d) : BigInteger.ONE;
    this.inMachineCode = suite == Suite.P256 ? AwsLc.signingKey(key) : null;
  }

  @Override
  public Suite suite() {
    return suite;
  }

  @Override
  public SubjectPublicKeyInfo publicKey() {
    return verificationKey.publicKey();
  }

  @Override
  public AlgorithmIdentifier signatureAlgorithm() {
    return suite.signatureAlgorithm();
  }

  @Override
  public byte[] sign(byte[] message) {
    if (inMachineCode != null) {
      return inMachineCode.sign(message);
    }
    return switch (suite) {
      case SM2 -> sign(message, new HedgedNonces(new SM3Digest(), RANDOM));
      case P256 -> sign(message, new HedgedNonces(new SHA256Digest(), RANDOM));
    };
  }

  /**
   * By Bouncy Castle's curve arithmetic and with the given source of nonces, which serves this one signature; known
   * answers need their own.
   */
  byte[] sign(byte[] message, DSAKCalculator nonces) {
    return switch (suite) {
      case SM2 -> Sm2.sign(key.getD(), inverse, identityDigest, message, nonces).encode();
      case P256 -> {
        ECDSASigner signer = new ECDSASigner(nonces);
        signer.init(true, key);
        BigInteger[] pair = signer.generateSignature(sha256(message));
        yield new DerSignature(pair[0], pair[1]).encode();
      }
    };
  }

  /** ECDH with a point that was checked when it was read; the curves have no small subgroup. */
  byte[] agree(VerificationKey other) {
    if (other.suite() != suite) {
      throw new IllegalArgumentException("two keys of one curve agree");
    }
    ECDHBasicAgreement agreement = new ECDHBasicAgreement();
    agreement.init(key);
    BigInteger x = agreement.calculateAgreement(new ECPublicKeyParameters(other.point(), key.getParameters()));
    return BigIntegers.asUnsignedByteArray(32, x);
  }

  ECPrivateKeyParameters privateKey() {
    return key;
  }

  ECPoint point() {
    return verificationKey.point();
  }

  static byte[] sha256(byte[] message) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
