package org.zhengyan.x509.path;

/** Why no path was accepted; the first thing that went wrong on the most promising path. */
public enum PathFailure {
  /** No chain of names and signatures leads to an anchor. */
  UNTRUSTED,
  /** A signature does not verify, or its algorithm or key is not accepted. */
  SIGNATURE,
  NOT_YET_VALID,
  EXPIRED,
  /** A CRL names a certificate of the path. */
  REVOKED,
  /** No usable CRL answers for a certificate of the path. */
  STATUS_UNKNOWN,
  /** A certificate breaks a rule of RFC 5280 section 4 by itself. */
  MALFORMED,
  /** A critical extension is not understood. */
  CRITICAL_EXTENSION,
  /** An issuer is no CA, or the path is longer than a CA or the caller allows. */
  BASIC_CONSTRAINTS,
  KEY_USAGE,
  EXTENDED_KEY_USAGE,
  NAME_CONSTRAINTS,
  POLICY,
  /** The target does not carry the name that was expected. */
  PEER_NAME,
  /** The input asks for more work than the limits allow. */
  LIMIT
}
