package org.zhengyan.keys;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;
import org.jspecify.annotations.Nullable;

/**
 * A public key of one of our suites, checked when it is read, that verifies signatures.
 *
 * <p>One of SM2 holds its point and the tables that Bouncy Castle computes for it, so an object that is
 * kept verifies more than twice as fast as a fresh one. Thread-safe. Two are equal when they are
 * the same point of the same curve, however each was encoded.
 */
public final class VerificationKey {
  private static final int COMPRESSED = 33;
  private static final int UNCOMPRESSED = 65;

  private final Suite suite;
  private final ECPublicKeyParameters parameters;
  private final byte[] identityDigest;
  private final SubjectPublicKeyInfo publicKey;
  private final AwsLc.@Nullable CheckingKey inMachineCode;

  private VerificationKey(Suite suite, ECPoint point) {
    this.suite = suite;
    this.parameters = new ECPublicKeyParameters(point, Curve.of(suite));
    this.identityDigest = suite == Suite.SM2 ? Sm2.identityDigest(parameters.getQ()) : new byte[0];
    this.publicKey =
        new SubjectPublicKeyInfo(suite.keyAlgorithm(), parameters.getQ().getEncoded(false));
    this.inMachineCode = suite == Suite.P256 ? AwsLc.checkingKey(publicKey) : null;
  }

  /**
   * Reads a public key: uncompressed or compressed point, on the curve, not infinity, named curve.
   *
   * @throws InvalidKey for any other algorithm, curve or point
   */
  public static VerificationKey of(SubjectPublicKeyInfo publicKey) throws InvalidKey {
    if (!X9ObjectIdentifiers.id_ecPublicKey.equals(publicKey.getAlgorithm().getAlgorithm())) {
      throw new InvalidKey("the key's algorithm is not id-ecPublicKey");
    }
    Suite suite =
        Suite.ofKeyAlgorithm(publicKey.getAlgorithm())
            .orElseThrow(
                () -> new InvalidKey("the curve is not the named curve sm2p256v1 or secp256r1"));
    if (publicKey.getPublicKeyData().getPadBits() != 0) {
      throw new InvalidKey("the point has unused bits");
    }
    byte[] encoded = publicKey.getPublicKeyData().getOctets();
    boolean compressed = encoded.length == COMPRESSED && (encoded[0] == 2 || encoded[0] == 3);
    boolean uncompressed = encoded.length == UNCOMPRESSED && encoded[0] == 4;
    if (!compressed && !uncompressed) {
      throw new InvalidKey(
          "the point is neither compressed nor uncompressed (SEC 1 section 2.3.3)");
    }
    try {
      return new VerificationKey(suite, Curve.of(suite).getCurve().decodePoint(encoded));
    } catch (IllegalArgumentException e) {
      throw new InvalidKey("the point is not on the curve");
    }
  }

  /** The public side of a private key of ours. */
  static VerificationKey of(Suite suite, ECPoint point) {
    return new VerificationKey(suite, point);
  }

  public Suite suite() {
    return suite;
  }

  /** The key in its one canonical form: named curve, uncompressed point. */
  public SubjectPublicKeyInfo publicKey() {
    return publicKey;
  }

  /** SHA-256 of the canonical form, 32 bytes: how the key is known wherever keys are compared. */
  public byte[] fingerprint() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(publicKey.getEncoded(ASN1Encoding.DER));
    } catch (NoSuchAlgorithmException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** True only for a canonical DER {@code SEQUENCE {r, s}} that verifies over the message. */
  public boolean verify(byte[] message, byte[] signature) {
    DerSignature pair = DerSignature.parse(signature, parameters.getParameters().getN());
    if (pair == null) {
      return false;
    }
    return inMachineCode == null ? verifyOnCurve(message, pair) : inMachineCode.verify(message, signature);
  }

  /** By Bouncy Castle's curve arithmetic, as everything of SM2 is. */
  boolean verifyOnCurve(byte[] message, DerSignature pair) {
    return switch (suite) {
      case SM2 -> Sm2.verify(parameters.getQ(), identityDigest, message, pair);
      case P256 -> {
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, parameters);
        yield verifier.verifySignature(SoftwareSigner.sha256(message), pair.r(), pair.s());
      }
    };
  }

  /**
   * True when this key signed the certificate in this suite's one algorithm, named alike inside and
   * outside of what is signed (RFC 5280 section 4.1.1.2). It checks nothing else about it.
   */
  public boolean signed(X509CertificateHolder certificate) {
    var structure = certificate.toASN1Structure();
    if (!suite.signatureAlgorithm().equals(structure.getSignatureAlgorithm())
        || !suite.signatureAlgorithm().equals(structure.getTBSCertificate().getSignature())
        || structure.getSignature().getPadBits() != 0) {
      return false;
    }
    try {
      byte[] signed = structure.getTBSCertificate().getEncoded(ASN1Encoding.DER);
      return verify(signed, structure.getSignature().getOctets());
    } catch (IOException e) {
      return false;
    }
  }

  /** True when anybody can name the private key: see {@link WeakKeys} for what is found. */
  public boolean weak() {
    return WeakKeys.contains(this);
  }

  ECPoint point() {
    return parameters.getQ();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerificationKey key
        && suite == key.suite
        && parameters.getQ().equals(key.parameters.getQ());
  }

  @Override
  public int hashCode() {
    return parameters.getQ().hashCode();
  }
}
