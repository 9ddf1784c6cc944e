/**
 * What holders sign, and the one way to find out that they did.
 *
 * <p>A {@link org.zhengyan.status.holder.HolderText} is text of fixed lines under a first line of its own
 * {@link org.zhengyan.status.holder.TextKind}, so that no signature serves two purposes. {@link
 * org.zhengyan.status.holder.HolderSignatures} says whose certificate signed it and that the certificate
 * stands; {@link org.zhengyan.status.holder.HolderChallenges} keeps texts with a nonce that are answered
 * once; {@link org.zhengyan.status.holder.SignIns} is both for somebody who only says who he is.
 * Signatures are those of GB/T 32918 and FIPS 186-5 in one canonical DER form.
 */
@NullMarked
package org.zhengyan.status.holder;

import org.jspecify.annotations.NullMarked;
