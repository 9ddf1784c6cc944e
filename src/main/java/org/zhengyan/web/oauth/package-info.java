/**
 * OAuth 2.0: the token endpoint, its metadata, and the check of access tokens at the API.
 *
 * <p>Two grants, {@code client_credentials} and {@code authorization_code} (RFC 6749 sections 4.4 and 4.1),
 * with one way to authenticate, {@code private_key_jwt} (RFC 7523), and one algorithm, ES256. Codes come
 * from {@code verification.consent}: a client pushes its request ({@code PushedRequestFilter}), a browser
 * opens it and comes back ({@code AuthorizationController}). The token endpoint is Spring Security's
 * authorization server with our own checks in its places: {@code TokenRequestFilter} reads the form,
 * {@code AssertionVerifier} the assertion, {@code AccessTokenWriter} signs what RFC 9068 describes. At
 * the API {@code AccessTokenAuthentication} checks the token, the client's present state, and the proof
 * of a bound token (RFC 9449).
 */
@NullMarked
package org.zhengyan.web.oauth;

import org.jspecify.annotations.NullMarked;
