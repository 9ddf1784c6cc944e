package org.zhengyan.registry.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.Division;

/** An import on the wire. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportResponse(
    String id,
    String name,
    Division division,
    String state,
    int progress,
    long size,
    int parts,
    @Nullable String sha256,
    Rows rows,
    int faults,
    int chunks,
    int chunksDone,
    @Nullable String digest,
    String uploadedBy,
    Instant uploadedAt,
    @Nullable Instant finishedAt) {

  /**
   * How many rows; {@code conflicts} are those whose body changed before they were applied.
   *
   * @param fresh of bodies that are not registered yet
   */
  record Rows(int read, int fresh, int changed, int unchanged, int conflicts) {}

  static ImportResponse of(RegistryImport file) {
    return new ImportResponse(
        file.id(),
        file.name(),
        file.division(),
        file.state().wire(),
        file.progress(),
        file.size(),
        file.parts(),
        file.sha256(),
        new Rows(file.rows(), file.fresh(), file.changed(), file.unchanged(), file.conflicts()),
        file.faults(),
        file.chunks(),
        file.chunksDone(),
        file.digest(),
        file.uploadedByClient(),
        file.uploadedAt(),
        file.finishedAt());
  }
}
