package org.zhengyan.timestamp;

import java.util.Optional;
import org.bouncycastle.asn1.ASN1Null;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** The digests that are stamped, with their length in octets; nothing weaker is. */
public enum Imprint {
  SHA256(NISTObjectIdentifiers.id_sha256, 32),
  SHA384(NISTObjectIdentifiers.id_sha384, 48),
  SHA512(NISTObjectIdentifiers.id_sha512, 64),
  SM3(GMObjectIdentifiers.sm3, 32);

  private final ASN1ObjectIdentifier oid;
  private final int octets;

  Imprint(ASN1ObjectIdentifier oid, int octets) {
    this.oid = oid;
    this.octets = octets;
  }

  public ASN1ObjectIdentifier oid() {
    return oid;
  }

  int octets() {
    return octets;
  }

  /** The one with this identifier, its parameters absent or NULL (RFC 5754 section 2). */
  static Optional<Imprint> of(AlgorithmIdentifier algorithm) {
    if (algorithm.getParameters() != null && !(algorithm.getParameters() instanceof ASN1Null)) {
      return Optional.empty();
    }
    for (Imprint each : values()) {
      if (each.oid.equals(algorithm.getAlgorithm())) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
