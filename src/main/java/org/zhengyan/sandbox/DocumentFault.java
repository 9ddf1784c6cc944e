package org.zhengyan.sandbox;

/** What is the matter with a document that a case uploads; how each is made is in ADR 230. */
enum DocumentFault {
  /** Nothing: the genuine face of a body, which everybody may have. */
  NONE,
  /** Its beginning is missing. */
  CUT,
  /** It names no signature. */
  UNSIGNED,
  /** Something in it was changed after it was sealed. */
  ALTERED,
  /** Signed in our name with a stranger's key. */
  STRANGER,
  /** Its time-stamp is over something else. */
  OTHER_STAMP,
  /** It shows what the body was called before. */
  OUTDATED,
  /** Downloaded for one platform, and taken back. */
  VOIDED
}
