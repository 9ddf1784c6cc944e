package org.zhengyan.registry.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Proposal;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.Uscc;
import org.zhengyan.registry.VersionBatch;
import org.zhengyan.registry.imports.ImportStore.Leased;

/**
 * Applies one chunk in one transaction: the versions, what follows from them, an event for each, and the
 * chunk's own state. A node that dies leaves the chunk as it was; nothing is applied twice.
 *
 * <p>A chunk with a body that got another version since it was checked is left out whole, and the report
 * names the rows.
 */
@Component
class ChunkApplier {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkApplier.class);

  private final ImportStore store;
  private final ImportChunks chunks;
  private final ImportReport report;
  private final ApprovalCheck check;
  private final VersionBatch versions;
  private final EventLog log;
  private final TransactionTemplate transaction;
  private final ImportProperties properties;

  ChunkApplier(
      ImportStore store,
      ImportChunks chunks,
      ImportReport report,
      ApprovalCheck check,
      VersionBatch versions,
      EventLog log,
      TransactionTemplate transaction,
      ImportProperties properties) {
    this.store = store;
    this.chunks = chunks;
    this.report = report;
    this.check = check;
    this.versions = versions;
    this.log = log;
    this.transaction = transaction;
    this.properties = properties;
  }

  /** What is left to do. */
  enum Next {
    CHUNKS,
    NOTHING,
    /** Another node has the import. */
    LOST
  }

  /**
   * Holds everything that is stored against the approval, before the first chunk and whenever a node goes on.
   *
   * @return empty when it is not what was approved: then the import has ended, and nothing was applied here
   */
  Optional<ApprovedImport> begin(Leased leased) {
    Optional<ApprovedImport> approved = check.check(store.require(leased.id()));
    if (approved.isEmpty()) {
      endAltered(leased);
    }
    return approved;
  }

  /** Applies the next chunk, or ends the import when none is left. */
  Next applyNext(Leased leased, ApprovedImport approved) {
    ImportChunks.Chunk chunk = chunks.next(leased.id()).orElse(null);
    if (chunk == null) {
      return end(leased);
    }
    if (!approved.holds(chunk)) {
      return endAltered(leased);
    }
    List<ImportRow> rows = ImportRow.of(chunk);
    try {
      transaction.executeWithoutResult(status -> apply(leased, approved, chunk, rows));
    } catch (Moved moved) {
      return leaveOut(leased, chunk, moved.rows);
    } catch (Lost lost) {
      return Next.LOST;
    }
    return Next.CHUNKS;
  }

  private void apply(
      Leased leased, ApprovedImport approved, ImportChunks.Chunk chunk, List<ImportRow> rows) {
    Proposal approval = approved.approval();
    // 1. Nobody was faster: the versions that the rows were checked against are the newest still.
    Map<Uscc, Institution> newest = versions.newest(rows.stream().map(ImportRow::code).toList());
    List<ImportRow> moved = new ArrayList<>();
    for (ImportRow row : rows) {
      Institution now = newest.get(row.code());
      if ((now == null ? 0 : now.version()) != row.base()) {
        moved.add(row);
      }
    }
    if (!moved.isEmpty()) {
      throw new Moved(moved);
    }
    // 2. The versions, and those above follow. One that came in since the look is a conflict too.
    if (!versions.add(rows.stream().map(ImportRow::institution).toList(), approval)) {
      throw new Moved(rows);
    }
    // 3. An event for each, as for single changes.
    log.appendAll(rows.stream().map(row -> event(approved.file(), approval, row)).toList());
    // 4. The chunk, if the import is still this node's.
    endChunk(leased, chunk, true, 0);
  }

  private Next leaveOut(Leased leased, ImportChunks.Chunk chunk, List<ImportRow> moved) {
    try {
      transaction.executeWithoutResult(status -> record(leased, chunk, moved));
      return Next.CHUNKS;
    } catch (Lost lost) {
      return Next.LOST;
    }
  }

  private void record(Leased leased, ImportChunks.Chunk chunk, List<ImportRow> moved) {
    RegistryImport file = store.lock(leased.id());
    List<Fault> faults =
        moved.stream()
            .map(
                row ->
                    new Fault(
                        row.line(),
                        Column.USCC.heading(),
                        "version-moved",
                        "the body got another version after the check: its chunk was left out, import it anew"))
            .toList();
    report.add(leased, file.faults(), faults);
    endChunk(leased, chunk, false, moved.size());
    log.append(
        Event.of(
            "registry-import.chunk-refused",
            leased.id(),
            Map.of(
                "chunk", Integer.toString(chunk.number()),
                "conflicts", Integer.toString(moved.size()))));
  }

  private void endChunk(Leased leased, ImportChunks.Chunk chunk, boolean applied, int conflicts) {
    if (!store.countChunk(leased, conflicts, properties.lease())
        || !chunks.end(leased.id(), chunk.number(), applied)) {
      throw new Lost();
    }
  }

  private Next endAltered(Leased leased) {
    Boolean ended =
        transaction.execute(
            status -> {
              if (!store.endAltered(leased)) {
                return false;
              }
              RegistryImport file = store.require(leased.id());
              log.append(
                  Event.of(
                      "registry-import.altered",
                      file.id(),
                      Map.of(
                          "digest", String.valueOf(file.digest()),
                          "applied", Integer.toString(file.chunksDone()))));
              LOG.error("the stored rows of import {} are not those that were approved", file.id());
              return true;
            });
    return Boolean.TRUE.equals(ended) ? Next.NOTHING : Next.LOST;
  }

  private Next end(Leased leased) {
    Boolean ended =
        transaction.execute(
            status -> {
              if (!store.endApplying(leased)) {
                return false;
              }
              RegistryImport done = store.require(leased.id());
              log.append(
                  Event.of(
                      "registry-import." + (done.conflicts() == 0 ? "applied" : "applied-in-part"),
                      done.id(),
                      Map.of(
                          "digest", String.valueOf(done.digest()),
                          "chunks", Integer.toString(done.chunks()),
                          "conflicts", Integer.toString(done.conflicts()))));
              return true;
            });
    return Boolean.TRUE.equals(ended) ? Next.NOTHING : Next.LOST;
  }

  private static Event event(RegistryImport file, Proposal approval, ImportRow row) {
    return Event.of(
        "registry.changed",
        row.uscc(),
        Map.of(
            "change", approval.id(),
            "type", "institution",
            "digest", approval.digest(),
            "division", approval.division().code(),
            "by", Objects.requireNonNull(approval.decidedBy()).value(),
            "client", String.valueOf(approval.decidedByClient()),
            "import", file.id(),
            "version", Integer.toString(row.base() + 1)));
  }

  /** Rolls the chunk back. */
  private static final class Moved extends RuntimeException {
    private final transient List<ImportRow> rows;

    Moved(List<ImportRow> rows) {
      super("versions moved on", null, false, false);
      this.rows = List.copyOf(rows);
    }
  }

  /** Likewise. */
  private static final class Lost extends RuntimeException {
    Lost() {
      super("another node has the import", null, false, false);
    }
  }
}
