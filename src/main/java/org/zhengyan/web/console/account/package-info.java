/**
 * The pages on which people sign in, take their account, and keep it; and those on which administrators and
 * reviewers keep the accounts of their authority.
 *
 * <p>The acts are in {@code access}. Before a session there is a token in a cookie of its own, so that
 * nobody is signed in to an account that is not theirs by a forged form.
 */
@NullMarked
package org.zhengyan.web.console.account;

import org.jspecify.annotations.NullMarked;
