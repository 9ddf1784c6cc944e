/**
 * Checking a receipt without the service: what {@code verify-receipt} runs.
 *
 * <p>{@link org.zhengyan.verification.receipt.ReceiptFile} reads what somebody kept, {@link
 * org.zhengyan.verification.receipt.ReceiptVerifier} makes the checks that src/docs/receipts.md
 * specifies, and gives a line for each. No context, no database, no network: roots, a file, and the
 * time.
 *
 * <p>RFC 7515 and RFC 7518 section 3.4 (JWS with ES256), RFC 7638 (kid), RFC 9162 section 2.1.3
 * (inclusion), C2SP tlog-checkpoint.
 */
@NullMarked
package org.zhengyan.verification.receipt;

import org.jspecify.annotations.NullMarked;
