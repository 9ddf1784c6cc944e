/**
 * How persons of a body come to their certificates: applying, renewing, replacing a lost one, changing.
 *
 * <p>A person submits an {@link org.zhengyan.enrolment.Enrolment}; {@code EnrolmentRules} says what each
 * kind asks for. A clerk of the authority examines and accepts it, which makes the certificate
 * application that a reviewer decides: two persons of the authority stand behind every certificate,
 * and neither is the one who applied (src/docs/adr/185-bodies-apply-two-persons-of-the-authority-decide.md).
 * The private key is made and kept on the applicant's side; what comes here is a PKCS#10 (RFC 2986).
 * {@code src/docs/enrolment.md} tells the flows.
 */
@NullMarked
package org.zhengyan.enrolment;

import org.jspecify.annotations.NullMarked;
