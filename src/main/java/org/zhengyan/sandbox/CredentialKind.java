package org.zhengyan.sandbox;

/** What is the matter with a published credential; the way it is made honestly is in ADR 176. */
enum CredentialKind {
  /** As any body's. */
  GOOD,
  /** The certificate of one key with the private half of another. */
  OTHER_KEY,
  /** The bytes of a certificate without their end. */
  MALFORMED,
  /** It names our CA, and a stranger signed it. */
  UNTRUSTED,
  /** Issued with a validity that has ended. */
  EXPIRED,
  /** Issued with a validity that is to come. */
  NOT_YET_VALID,
  REVOKED,
  SUSPENDED,
  /** Revoked because another took its place. */
  SUPERSEDED,
  /** For encryption, not for signatures. */
  OTHER_USAGE,
  /** Signed by our CA and in no list of ours, as after a theft of the CA's key. */
  UNRECORDED
}
