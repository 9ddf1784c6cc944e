/**
 * Consent by redirect: a platform sends a holder's browser here and gets a code back, for the verdict.
 *
 * <p>A client pushes what it wants to have consented to ({@code AuthorizationRequests}); one browser, and
 * none inside an app, opens it, which makes a verification on the same device ({@code Consents}); the
 * holder's page takes the signature over the challenge, which is sign-in and consent in one; the browser
 * comes back and carries a code to the platform; the client redeems it with its key and its verifier
 * ({@code Codes}), and then only the held answer is judged and the verdict falls.
 *
 * <p>RFC 6749 (codes), RFC 7636 (PKCE), RFC 9126 (pushed requests), RFC 9396 (authorization details), RFC
 * 9700 (what goes wrong).
 */
@NullMarked
package org.zhengyan.verification.consent;

import org.jspecify.annotations.NullMarked;
