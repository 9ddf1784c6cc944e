package org.zhengyan.status.crl;

import java.time.Instant;

/**
 * A signed CRL.
 *
 * @param number grows with every one of a shard, even across a restored database
 * @param thisUpdate of the snapshot that it was made from; the CRL itself says whole seconds
 */
record Crl(CrlShardId id, long number, Instant thisUpdate, Instant nextUpdate, byte[] der) {}
