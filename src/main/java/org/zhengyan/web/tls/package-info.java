/**
 * Certificates that clients show in TLS, so that access tokens can be bound to them (RFC 8705 section 3).
 *
 * <p>TLS ends here, or at a proxy which passes the certificate on in the header {@code Client-Cert} (RFC
 * 9440). A header is as good as who may write it: {@code ClientCertificateValve} believes it from the
 * configured addresses alone, by the connection itself and whatever {@code X-Forwarded-For} says, and takes it
 * off every other request. Nobody here asks who certified the certificate; what counts is that whoever
 * uses a token holds the key that whoever got it held.
 */
@NullMarked
package org.zhengyan.web.tls;

import org.jspecify.annotations.NullMarked;
