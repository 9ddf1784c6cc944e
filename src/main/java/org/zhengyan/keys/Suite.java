package org.zhengyan.keys;

import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A signature suite: one curve with one digest.
 *
 * <p>{@code SM2} is SM2-with-SM3 (GB/T 32918.2, GB/T 32905) with the default user ID {@code
 * 1234567812345678}; {@code P256} is ECDSA with SHA-256 on secp256r1 (RFC 5758, RFC 5480).
 */
public enum Suite {
  SM2("sm2", GMObjectIdentifiers.sm2p256v1, GMObjectIdentifiers.sm2sign_with_sm3),
  P256("p256", SECObjectIdentifiers.secp256r1, X9ObjectIdentifiers.ecdsa_with_SHA256);

  private final String wire;
  private final ASN1ObjectIdentifier curve;
  private final ASN1ObjectIdentifier signature;

  Suite(String wire, ASN1ObjectIdentifier curve, ASN1ObjectIdentifier signature) {
    this.wire = wire;
    this.curve = curve;
    this.signature = signature;
  }

  /** The name in the API, in key names and in file names. */
  public String wire() {
    return wire;
  }

  /** The identifier beside a signature; parameters are absent (RFC 5758 section 3.2, GM/T 0015). */
  public AlgorithmIdentifier signatureAlgorithm() {
    return new AlgorithmIdentifier(signature);
  }

  /**
   * The identifier beside a public key: id-ecPublicKey with the named curve (RFC 5480 section 2.1).
   */
  public AlgorithmIdentifier keyAlgorithm() {
    return new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve);
  }

  /** The suite whose signatures have exactly this identifier, parameters absent. */
  public static Optional<Suite> ofSignatureAlgorithm(AlgorithmIdentifier algorithm) {
    for (Suite suite : values()) {
      if (suite.signature.equals(algorithm.getAlgorithm()) && algorithm.getParameters() == null) {
        return Optional.of(suite);
      }
    }
    return Optional.empty();
  }

  /** The suite whose keys have exactly this identifier: id-ecPublicKey and our named curve. */
  public static Optional<Suite> ofKeyAlgorithm(AlgorithmIdentifier algorithm) {
    for (Suite suite : values()) {
      if (X9ObjectIdentifiers.id_ecPublicKey.equals(algorithm.getAlgorithm())
          && suite.curve.equals(algorithm.getParameters())) {
        return Optional.of(suite);
      }
    }
    return Optional.empty();
  }

  public static Optional<Suite> ofWire(String wire) {
    for (Suite suite : values()) {
      if (suite.wire.equals(wire)) {
        return Optional.of(suite);
      }
    }
    return Optional.empty();
  }
}
