/**
 * Web Authentication (W3C, Level 3) as far as it needs no account: who we are to an authenticator ({@link
 * org.zhengyan.access.webauthn.RelyingParty}), and what the library says of an answer ({@link
 * org.zhengyan.access.webauthn.Ceremonies}: sections 7.1 and 7.2).
 *
 * <p>The library's types stay in here. Challenges, whose key it is and what is kept of it are the business of
 * {@code access}.
 */
@NullMarked
package org.zhengyan.access.webauthn;

import org.jspecify.annotations.NullMarked;
