package org.zhengyan.certificate;

/** Where a certificate stands; a {@code RESERVED} serial has an intent and no certificate yet. */
public enum CertificateState {
  RESERVED,
  GOOD,
  SUSPENDED,
  REVOKED
}
