/**
 * Signing in to a console: accounts, their two factors, sessions, and the roles that a handler asks for.
 *
 * <p>An account is one person at one authority, agency or operator. {@link org.zhengyan.access.SignIns}
 * takes two factors (a password by Argon2id, RFC 9106; and a one-time code, RFC 6238, or a signature by a
 * certificate or a security key) and opens a session, which lives in PostgreSQL and ends on its clock. {@link
 * org.zhengyan.access.SignedIn} is who acts; as an {@link org.zhengyan.principal.Actor} it calls the same
 * domain services as a client of the API, so that two persons are two persons wherever they act.
 */
@NullMarked
package org.zhengyan.access;

import org.jspecify.annotations.NullMarked;
