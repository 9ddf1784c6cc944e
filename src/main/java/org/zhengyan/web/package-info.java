/**
 * The edge: security chains, strict JSON, problem rendering, pages.
 *
 * <p>A request passes {@code RequestIdFilter}, the security chains, {@code BodyFilter} and {@code
 * ScopeInterceptor}, in that order; a controller then gets an {@link
 * org.zhengyan.principal.Actor} and a body that was read strictly (RFC 8259, no unknown members).
 * Whatever goes wrong on the way, here or below, is written by {@code ProblemRenderer} (RFC 9457).
 */
@NullMarked
package org.zhengyan.web;

import org.jspecify.annotations.NullMarked;
