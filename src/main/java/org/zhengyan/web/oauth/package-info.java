/**
 * OAuth 2.0: the token endpoint, its metadata, and the check of access tokens at the API.
 *
 * <p>One grant, {@code client_credentials} (RFC 6749 section 4.4), with one way to authenticate, {@code
 * private_key_jwt} (RFC 7523), and one algorithm, ES256. The token endpoint is Spring Security's
 * authorization server with our own checks in its places: {@code TokenRequestFilter} reads the form,
 * {@code AssertionVerifier} the assertion, {@code AccessTokenWriter} signs what RFC 9068 describes. At
 * the API {@code AccessTokenAuthentication} checks the token, the client's present state, and the proof
 * of a bound token (RFC 9449).
 */
@NullMarked
package org.zhengyan.web.oauth;

import org.jspecify.annotations.NullMarked;
