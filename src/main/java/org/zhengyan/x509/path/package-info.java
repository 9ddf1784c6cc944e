/**
 * Certification path validation of our own (RFC 5280 section 6, with RFC 9618 for policies).
 *
 * <p>{@link org.zhengyan.x509.path.PathValidator} is the door: a target, what came with it, the
 * anchors, the instant and the options go in as a {@link org.zhengyan.x509.path.PathRequest}; a
 * {@link org.zhengyan.x509.path.PathResult} comes out, never an exception. Inside, the builder
 * proposes paths, {@code PathWalk} is section 6.1 in its order, {@code RevocationCheck} section 6.3,
 * {@code CertificateForm} the rules of section 4 that a certificate breaks by itself. Every loop over
 * hostile data pays from one {@code Budget}.
 *
 * <p>Evidence does not come through here: its chain is leaf and issuing CA, see {@link
 * org.zhengyan.x509.EvidenceChain}.
 */
@NullMarked
package org.zhengyan.x509.path;

import org.jspecify.annotations.NullMarked;
