/**
 * Accounts that a platform had before it asked here, bound under one signature of their body.
 *
 * <p>The operator sends up to 500 actions; {@code Batches} makes a text with their number and the SHA-256 of
 * their canonical list (RFC 8785), which the holder signs once: on the page that the batch's link opens ({@code
 * BatchHolders}), or with tools of its own. The evidence is judged as that of a
 * verification, for the whole batch; then each action is bound, renewed or refused with its reason, in one
 * transaction.
 */
@NullMarked
package org.zhengyan.binding.batch;

import org.jspecify.annotations.NullMarked;
