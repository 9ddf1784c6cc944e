package org.zhengyan.registry.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Approvals;
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
  private final ImportStore store;
  private final VersionBatch versions;
  private final Approvals approvals;
  private final EventLog log;
  private final TransactionTemplate transaction;
  private final ImportProperties properties;

  ChunkApplier(
      ImportStore store,
      VersionBatch versions,
      Approvals approvals,
      EventLog log,
      TransactionTemplate transaction,
      ImportProperties properties) {
    this.store = store;
    this.versions = versions;
    this.approvals = approvals;
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

  /** Applies the next chunk, or ends the import when none is left. */
  Next applyNext(Leased leased) {
    ImportStore.Chunk chunk = store.nextChunk(leased.id()).orElse(null);
    if (chunk == null) {
      return end(leased);
    }
    if (!Sha256.hex(chunk.rows()).equals(chunk.digest())) {
      throw new IllegalStateException("chunk " + chunk.number() + " is not what was approved");
    }
    List<ImportRow> rows = ImportRow.of(chunk);
    try {
      Boolean kept = transaction.execute(status -> apply(leased, chunk, rows));
      return Boolean.TRUE.equals(kept) ? Next.CHUNKS : Next.LOST;
    } catch (Moved moved) {
      Boolean kept = transaction.execute(status -> leaveOut(leased, chunk, moved.rows));
      return Boolean.TRUE.equals(kept) ? Next.CHUNKS : Next.LOST;
    } catch (Lost lost) {
      return Next.LOST;
    }
  }

  private boolean apply(Leased leased, ImportStore.Chunk chunk, List<ImportRow> rows) {
    RegistryImport file = store.require(leased.id());
    Proposal approval = approvals.load(Imports.KIND, Objects.requireNonNull(file.proposal()));
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
    log.appendAll(rows.stream().map(row -> event(file, approval, row)).toList());
    // 4. The chunk, if the import is still this node's.
    if (!store.endChunk(leased, chunk.number(), true, 0, properties.lease())) {
      throw new Lost();
    }
    return true;
  }

  private boolean leaveOut(Leased leased, ImportStore.Chunk chunk, List<ImportRow> moved) {
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
    store.addFaults(leased, file.faults(), faults);
    if (!store.endChunk(leased, chunk.number(), false, moved.size(), properties.lease())) {
      throw new Lost();
    }
    log.append(
        Event.of(
            "registry-import.chunk-refused",
            leased.id(),
            Map.of(
                "chunk", Integer.toString(chunk.number()),
                "conflicts", Integer.toString(moved.size()))));
    return true;
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
