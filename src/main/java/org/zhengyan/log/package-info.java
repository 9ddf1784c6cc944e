/**
 * The append-only log: events, sequencer, Merkle tree, checkpoints, proofs.
 *
 * <p>An act appends its {@link org.zhengyan.log.Event} in its own transaction. One sequencer gives
 * committed events a gap-free index, extends the tree (RFC 9162 section 2) and signs a checkpoint,
 * which leaves the database. A leaf is a salted hash, so the log is no dictionary of names.
 */
@NullMarked
package org.zhengyan.log;

import org.jspecify.annotations.NullMarked;
