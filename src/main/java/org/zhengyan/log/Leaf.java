package org.zhengyan.log;

/**
 * What an act knows of its place in the log before the sequencer gave it an index.
 *
 * @param eventId the row of the event
 * @param salt 32 random bytes, kept in the database and told only to those concerned
 * @param entry SHA-256(salt ‖ canonical record), 32 bytes: the leaf's content in the tree
 */
public record Leaf(long eventId, byte[] salt, byte[] entry) {
  /** The Merkle leaf hash of RFC 9162 section 2.1.1: SHA-256(0x00 ‖ entry), 32 bytes. */
  public byte[] hash() {
    return Sha256.leaf(entry);
  }
}
