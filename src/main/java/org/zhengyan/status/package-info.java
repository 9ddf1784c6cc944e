/**
 * What a certificate is worth now: revocation, OCSP, CRLs, and {@link org.zhengyan.status.StatusLookup} by
 * number, {@link org.zhengyan.status.PresentedCertificates} of what somebody presents.
 *
 * <p>An in-memory index follows the database's feed of changes. OCSP (RFC 6960, RFC 9654) answers
 * from a plain servlet, CRLs (RFC 5280 section 5) are sharded and complete. A node whose index may
 * be old says so instead of answering.
 */
@NullMarked
package org.zhengyan.status;

import org.jspecify.annotations.NullMarked;
