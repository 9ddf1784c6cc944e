/**
 * What may be lost: quotas, and the ids of DPoP proofs. The only place that speaks to Redis.
 *
 * <p>{@code RedisLink} keeps one connection to the primary and fails at once while there is none, so that
 * a Redis that is gone slows nothing down. Quotas fail open: without Redis everybody passes. Proof ids
 * fail closed, and when Redis may have forgotten some (its {@code run_id} changed), proofs from before
 * that moment are refused. Redis 6.2 or later, one server, behind sentinels, or one slot of a cluster; it
 * must not evict keys.
 */
@NullMarked
package org.zhengyan.ephemeral;

import org.jspecify.annotations.NullMarked;
