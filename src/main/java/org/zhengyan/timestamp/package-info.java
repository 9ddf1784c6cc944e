/**
 * A time-stamping authority of our own, in both suites (RFC 3161, RFC 5816).
 *
 * <p>{@link org.zhengyan.timestamp.TimeStampAuthority} stamps digests: for anybody by {@code POST
 * /tsa/SUITE}, for faces of certificates in memory. It stamps only while this node's clock is within a
 * second of the database's. It keeps nothing: a token proves itself, and whoever got one holds it.
 */
@NullMarked
package org.zhengyan.timestamp;

import org.jspecify.annotations.NullMarked;
