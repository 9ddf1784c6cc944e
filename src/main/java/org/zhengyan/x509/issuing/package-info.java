/**
 * What goes out: a profile is filled in, built, linted, and only then signed.
 *
 * <p>{@link org.zhengyan.x509.issuing.CertificationRequest} reads what a holder sent (RFC 2986) and
 * takes the public key from it, nothing else. {@link org.zhengyan.x509.issuing.CertificateTemplate}
 * says what a certificate shall say; {@link org.zhengyan.x509.issuing.TbsCertificate} is its bytes;
 * {@link org.zhengyan.x509.issuing.CertificateLint} reads those bytes back as a stranger would and
 * names the section that they break; only what passed is a {@link
 * org.zhengyan.x509.issuing.LintedCertificate}, and only that can be signed, once. RFC 5280 section
 * 4, GB/T 20518-2018, CA/Browser Forum Baseline Requirements section 7.1.
 */
@NullMarked
package org.zhengyan.x509.issuing;

import org.jspecify.annotations.NullMarked;
