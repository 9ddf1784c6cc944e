package org.zhengyan.x509.path;

/** How old the rules are that certificates, CRLs and keys must keep. */
public enum PathRules {
  /**
   * RFC 5280 to the letter; RSA from 2048 bits, ECDSA on P-256, P-384 and P-521, Ed25519, Ed448 and
   * SM2, with SHA-2 and SM3.
   */
  RFC_5280,
  /**
   * As older CAs issued, also: SHA-1, DSA and RSA from 1024 bits; basicConstraints and
   * policyConstraints that are not critical. For archives and test suites, never for decisions.
   */
  RFC_3280
}
