package org.zhengyan.keys;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;

/**
 * The domain parameters of each suite, one object each for the life of the process.
 *
 * <p>They come from {@code CustomNamedCurves}, whose field arithmetic is written for the one prime;
 * the same curve from {@code GMNamedCurves} is the generic one and five times slower. One object is
 * shared because Bouncy Castle keeps the base point's tables on it.
 */
final class Curve {
  static final ECNamedDomainParameters SM2 = domain("sm2p256v1", GMObjectIdentifiers.sm2p256v1);
  static final ECNamedDomainParameters P256 = domain("secp256r1", SECObjectIdentifiers.secp256r1);

  private Curve() {}

  static ECNamedDomainParameters of(Suite suite) {
    return switch (suite) {
      case SM2 -> SM2;
      case P256 -> P256;
    };
  }

  private static ECNamedDomainParameters domain(String name, ASN1ObjectIdentifier oid) {
    X9ECParameters parameters = CustomNamedCurves.getByName(name);
    return new ECNamedDomainParameters(oid, parameters);
  }
}
