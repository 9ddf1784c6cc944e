package org.zhengyan.registry.imports;

import java.util.List;
import org.zhengyan.principal.CanonicalJson;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionRequest;
import org.zhengyan.registry.Uscc;
import org.zhengyan.registry.VersionBatch;

/**
 * A checked row that changes something, as its chunk keeps it.
 *
 * @param base the newest version when it was checked; 0 for a new body
 */
public record ImportRow(int line, String uscc, int base, InstitutionRequest proposed) {

  String json() {
    return CanonicalJson.write(this);
  }

  static List<ImportRow> of(ImportChunks.Chunk chunk) {
    return chunk.rows().lines().map(line -> CanonicalJson.read(line, ImportRow.class)).toList();
  }

  Uscc code() {
    return new Uscc(uscc);
  }

  /** The version that it makes. */
  public Institution institution() {
    return VersionBatch.check(code(), base + 1, proposed);
  }
}
