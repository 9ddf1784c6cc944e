package org.zhengyan.principal;

import org.jspecify.annotations.Nullable;

/**
 * The request as {@link Idempotency} compares it; controllers take it as a parameter.
 *
 * @param clientId whose key it is
 * @param key the {@code Idempotency-Key} header, or null
 * @param digest SHA-256 over method, path and the raw body
 */
public record IdempotentRequest(String clientId, @Nullable String key, byte[] digest) {}
