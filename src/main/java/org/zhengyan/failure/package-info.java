/**
 * The one vocabulary of failure.
 *
 * <p>Code anywhere throws a {@link org.zhengyan.failure.Refusal} naming a {@link
 * org.zhengyan.failure.Problem}; {@code web} renders it once, as {@code application/problem+json}
 * (RFC 9457). Anything else that escapes is an {@code internal} problem, logged with its cause.
 */
@NullMarked
package org.zhengyan.failure;

import org.jspecify.annotations.NullMarked;
