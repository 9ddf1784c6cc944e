/**
 * A verification: session ▸ evidence ▸ checks ▸ verdict ▸ log ▸ receipt.
 *
 * <p>A platform asks ({@code VerificationController}), gets a {@link
 * org.zhengyan.verification.Challenge}, and brings evidence that its holder signed it. {@code
 * EvidenceJudge} is where a verification is decided: a numbered list of checks that makes the {@link
 * org.zhengyan.verification.Verdict}. {@code Endings} writes each end, its event and the receipt in
 * one transaction, which {@code VerificationCommits} may share between several; {@code ExpirySweeper}
 * ends what nobody ended. {@code presentation} is how it reaches the holder.
 *
 * <p>RFC 5652 and RFC 5035 (CMS evidence), RFC 7515 (receipt), GB/T 32918 and FIPS 186-5
 * (signatures).
 */
@NullMarked
package org.zhengyan.verification;

import org.jspecify.annotations.NullMarked;
