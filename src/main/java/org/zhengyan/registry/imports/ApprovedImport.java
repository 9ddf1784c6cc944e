package org.zhengyan.registry.imports;

import java.util.List;
import org.zhengyan.principal.Proposal;

/**
 * An import whose stored rows were found to be those that were approved, all of them.
 *
 * @param digests of the chunks by their number, as they were then: a chunk is held against them once more
 *     when its turn comes
 */
record ApprovedImport(RegistryImport file, Proposal approval, List<String> digests) {
  ApprovedImport {
    digests = List.copyOf(digests);
  }

  boolean holds(ImportChunks.Chunk chunk) {
    return chunk.number() < digests.size() && digests.get(chunk.number()).equals(Sha256.hex(chunk.rows()));
  }
}
