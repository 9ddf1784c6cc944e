/**
 * The rules of certificates, pure: names, profiles, requests, building, lint, path validation.
 *
 * <p>No Spring, no SQL, no I/O. What goes out is a profile filled in, built, linted and only then
 * signed; what comes in is read strictly, within bounds. RFC 5280, RFC 2986, GB/T 20518-2018.
 *
 * <p>Evidence: {@link org.zhengyan.x509.LeafCertificate} and {@link org.zhengyan.x509.CmsSignature} are
 * read, {@link org.zhengyan.x509.EvidenceChain} judges the leaf. Other certificates: {@code path}.
 */
@NullMarked
package org.zhengyan.x509;

import org.jspecify.annotations.NullMarked;
