/**
 * How a certificate ends, or stops for a while, and who may say so.
 *
 * <p>An authority's two persons revoke and release ({@code Revocations}); the holder suspends in an
 * emergency, alone and at once ({@code CompromiseReports}); the registry retires what its changes
 * made untrue ({@link org.zhengyan.status.revocation.CertificateRetirement}). A certificate is
 * suspended while one of its holds lasts, and every hold knows its cause, so that whoever ends one
 * cannot end another's. Every act takes the lock of status writers first, reads, changes the status
 * and appends its event in one transaction. RFC 5280 section 5.3.
 */
@NullMarked
package org.zhengyan.status.revocation;

import org.jspecify.annotations.NullMarked;
