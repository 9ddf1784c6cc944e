/**
 * CRLs (RFC 5280 section 5): complete, one for each shard of each issuing CA, and issuer certificates.
 *
 * <p>{@link org.zhengyan.status.crl.CrlPublisher} runs on every node and works on one: it makes those
 * that are due by {@link org.zhengyan.status.crl.CrlBuilder}, streaming the entries from one snapshot,
 * and {@link org.zhengyan.status.crl.CrlStore} keeps the latest of each for every node to serve.
 */
@NullMarked
package org.zhengyan.status.crl;

import org.jspecify.annotations.NullMarked;
