/**
 * OCSP (RFC 6960, RFC 9654, and the habits of RFC 5019): one plain endpoint, bytes in, bytes out.
 *
 * <p>{@link org.zhengyan.status.ocsp.OcspRequestReader} reads a request strictly and within bounds,
 * {@link org.zhengyan.status.ocsp.OcspResponder} asks the index, takes a signed answer that still
 * holds from {@link org.zhengyan.status.ocsp.AnswerCache} or has one signed by the delegated key of
 * the CA, and {@link org.zhengyan.status.ocsp.OcspServlet} puts it on HTTP. A node whose index may be
 * old says {@code tryLater}.
 */
@NullMarked
package org.zhengyan.status.ocsp;

import org.jspecify.annotations.NullMarked;
