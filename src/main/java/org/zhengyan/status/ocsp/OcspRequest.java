package org.zhengyan.status.ocsp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an OCSP request asks, as far as it is answered.
 *
 * @param certIds in order, at least one
 * @param nonce the octets of the Nonce, 1 to 128 of them (RFC 9654 section 2.1), or null
 */
record OcspRequest(List<CertId> certIds, byte @Nullable [] nonce) {

  /** The hash functions by which a CertID may name its issuer. */
  enum Hash {
    SHA1("1.3.14.3.2.26", 20),
    SHA256("2.16.840.1.101.3.4.2.1", 32),
    SM3("1.2.156.10197.1.401", 32);

    private final String oid;
    private final int octets;

    Hash(String oid, int octets) {
      this.oid = oid;
      this.octets = octets;
    }

    String oid() {
      return oid;
    }

    int octets() {
      return octets;
    }
  }

  /**
   * RFC 6960 section 4.1.1.
   *
   * @param der as it came: an answer repeats it octet by octet
   * @param hash null for a hash function that no issuer of ours is known by
   * @param issuerHashes where in {@code der} the name's hash begins; the key's follows two octets after
   * @param high the upper half of a 16-octet serial number, or 0 for one of another length
   * @param low the lower half
   */
  record CertId(byte[] der, @Nullable Hash hash, int issuerHashes, long high, long low) {}
}
