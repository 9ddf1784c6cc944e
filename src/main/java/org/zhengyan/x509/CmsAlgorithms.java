package org.zhengyan.x509;

import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.zhengyan.keys.Suite;

/** The algorithm identifiers that a CMS signature of each suite may carry. */
final class CmsAlgorithms {

  /** GM/T 0010 names the algorithm of the curve here; RFC-style writers name SM2-with-SM3. */
  private static final Set<String> SM2_SIGNATURES =
      Set.of("1.2.156.10197.1.301.1", GMObjectIdentifiers.sm2sign_with_sm3.getId());

  private CmsAlgorithms() {}

  /** SHA-256 means P-256 and SM3 means SM2; any other digest means nothing here. */
  static Optional<Suite> suiteOfDigest(ASN1Sequence algorithm) {
    if (!plain(algorithm)) {
      return Optional.empty();
    }
    ASN1Encodable oid = algorithm.getObjectAt(0);
    if (NISTObjectIdentifiers.id_sha256.equals(oid)) {
      return Optional.of(Suite.P256);
    }
    return GMObjectIdentifiers.sm3.equals(oid) ? Optional.of(Suite.SM2) : Optional.empty();
  }

  static boolean signs(ASN1Sequence algorithm, Suite suite) {
    String oid = ((ASN1ObjectIdentifier) algorithm.getObjectAt(0)).getId();
    return switch (suite) {
      case P256 ->
          algorithm.size() == 1 && oid.equals(X9ObjectIdentifiers.ecdsa_with_SHA256.getId());
      case SM2 -> plain(algorithm) && SM2_SIGNATURES.contains(oid);
    };
  }

  /** The digest of the suite: SHA-256 or SM3. */
  static byte[] digest(Suite digestOf, byte[] content) {
    Digest digest =
        switch (digestOf) {
          case P256 -> SHA256Digest.newInstance();
          case SM2 -> new SM3Digest();
        };
    digest.update(content, 0, content.length);
    byte[] value = new byte[digest.getDigestSize()];
    digest.doFinal(value, 0);
    return value;
  }

  /** An identifier whose parameters are absent or NULL: writers differ for digests. */
  private static boolean plain(ASN1Sequence algorithm) {
    return algorithm.size() == 1
        || (algorithm.size() == 2 && DERNull.INSTANCE.equals(algorithm.getObjectAt(1)));
  }
}
