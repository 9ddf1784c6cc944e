package org.zhengyan.x509.issuing;

import java.math.BigInteger;
import java.net.URI;

/**
 * Where the status and the issuer of a CA's certificates are found; frozen into each of them.
 *
 * @param pki plain-http base without a trailing slash: fetching a status must not depend on TLS,
 *     whose certificates have a status too (RFC 5280 section 8)
 * @param ca the CA's name in paths, such as {@code organ-sm2}
 * @param shards how many CRLs the CA has
 */
public record CertificateUrls(URI pki, String ca, int shards) {
  public CertificateUrls {
    if (!"http".equals(pki.getScheme()) || pki.getHost() == null || pki.toString().endsWith("/")) {
      throw new IllegalArgumentException(
          "the PKI base is an absolute http URL without a trailing slash");
    }
    if (!ca.matches("[a-z0-9]+(-[a-z0-9]+)*") || shards < 1) {
      throw new IllegalArgumentException(
          "a CA has a name of lower-case words and at least one CRL");
    }
  }

  public String ocsp() {
    return pki + "/ocsp";
  }

  public String issuer() {
    return pki + "/ca/" + ca + ".cer";
  }

  /** The one CRL that a certificate with this serial number can be on. */
  public String crl(BigInteger serial) {
    return crl(CrlShard.of(serial, shards));
  }

  /** One of the CA's CRLs. */
  public String crl(int shard) {
    return pki + "/crl/" + ca + "/" + shard + ".crl";
  }
}
