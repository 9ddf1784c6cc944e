package org.zhengyan.x509;

import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.zhengyan.keys.Suite;

/** The algorithm identifiers of the suites; parameters are absent (RFC 5758, GM/T 0006). */
final class SuiteAlgorithms {
  private static final AlgorithmIdentifier SM2_WITH_SM3 =
      new AlgorithmIdentifier(GMObjectIdentifiers.sm2sign_with_sm3);
  private static final AlgorithmIdentifier ECDSA_WITH_SHA256 =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  private SuiteAlgorithms() {}

  static AlgorithmIdentifier signature(Suite suite) {
    return switch (suite) {
      case SM2 -> SM2_WITH_SM3;
      case P256 -> ECDSA_WITH_SHA256;
    };
  }
}
