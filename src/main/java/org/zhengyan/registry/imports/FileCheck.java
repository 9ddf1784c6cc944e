package org.zhengyan.registry.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionRequest;
import org.zhengyan.registry.Uscc;
import org.zhengyan.registry.VersionBatch;

/**
 * Checks a whole file and writes the report and the chunks; nothing of the registry changes.
 *
 * <p>Reads row by row; memory holds a chunk, and of every row its code and its line.
 */
final class FileCheck {
  private static final int FAULTS_AT_ONCE = 1_000;

  private final ImportStore store;
  private final ImportParts parts;
  private final ImportChunks chunks;
  private final ImportReport report;
  private final VersionBatch versions;
  private final ImportProperties properties;
  private final RegistryImport file;
  private final ImportStore.Leased leased;
  private final Counts counts = new Counts();
  private final Map<Uscc, Integer> lines = new HashMap<>();
  private final List<RowReading.Reading> batch = new ArrayList<>();
  private final List<Integer> batchLines = new ArrayList<>();
  private final List<ImportRow> chunk = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final ImportDigest digest = new ImportDigest();
  private @Nullable Division common;
  private boolean lost;

  /** What was found so far. */
  static final class Counts {
    int rows;
    int fresh;
    int changed;
    int unchanged;
    int faults;
    int chunks;
  }

  /**
   * How a check ended.
   *
   * @param digest null where there are faults
   * @param division the smallest that holds every body: where it is decided
   * @param lost another node has it now, and this one's result counts for nothing
   */
  record Outcome(Counts counts, @Nullable String digest, Division division, boolean lost) {}

  FileCheck(
      ImportStore store,
      ImportParts parts,
      ImportChunks chunks,
      ImportReport report,
      VersionBatch versions,
      ImportProperties properties,
      RegistryImport file,
      ImportStore.Leased leased) {
    this.store = store;
    this.parts = parts;
    this.chunks = chunks;
    this.report = report;
    this.versions = versions;
    this.properties = properties;
    this.file = file;
    this.leased = leased;
  }

  Outcome run() throws IOException {
    chunks.clear(file.id());
    report.clear(file.id());
    store.clearCheck(file.id());
    try (StoredFile stored = StoredFile.of(parts, file.id());
        RowSource rows = stored.rows()) {
      read(rows);
    } catch (UnreadableFile e) {
      faults.add(e.fault());
    }
    if (counts.rows == 0 && faults.isEmpty() && counts.faults == 0) {
      faults.add(new Fault(1, null, "file-empty", "below its first row the file has no rows"));
    }
    keepFaults();
    keepChunk();
    if (!lost) {
      lost = !store.progress(leased, 100, counts, properties.lease());
    }
    Division division = common == null ? file.division() : common;
    return new Outcome(
        counts,
        counts.faults > 0 ? null : digest.of(file, division, counts.fresh, counts.changed),
        division,
        lost);
  }

  private void read(RowSource rows) throws IOException {
    Row first = rows.next();
    Headings headings = new Headings(first);
    faults.addAll(headings.faults());
    if (!faults.isEmpty()) {
      return;
    }
    Row row;
    while (!lost && (row = rows.next()) != null) {
      if (++counts.rows > properties.rows()) {
        throw new UnreadableFile(
            row.line(), "too-many-rows", "a file has at most " + properties.rows() + " rows: split it");
      }
      RowReading.Reading reading = RowReading.of(headings, rows.dayZero(), row);
      faults.addAll(reading.faults());
      Uscc uscc = reading.uscc();
      Integer earlier = uscc == null ? null : lines.putIfAbsent(uscc, row.line());
      if (earlier != null) {
        fault(row.line(), headings, "row-repeated", "line " + earlier + " has the same code: leave one out");
      } else if (reading.institution() != null) {
        batch.add(reading);
        batchLines.add(row.line());
      }
      // Also where nearly every row is at fault: what is found does not pile up, and the lease goes on.
      if (batch.size() == properties.chunk()
          || faults.size() >= FAULTS_AT_ONCE
          || counts.rows % properties.chunk() == 0) {
        compare(headings);
        keepFaults();
        lost = !store.progress(leased, rows.percent(), counts, properties.lease());
      }
    }
    compare(headings);
  }

  /** Holds a batch against the registry. */
  private void compare(Headings headings) {
    Map<Uscc, Institution> newest =
        versions.newest(batch.stream().map(r -> Objects.requireNonNull(r.uscc())).toList());
    for (int i = 0; i < batch.size(); i++) {
      RowReading.Reading reading = batch.get(i);
      Institution proposed = Objects.requireNonNull(reading.institution());
      InstitutionRequest request = Objects.requireNonNull(reading.request());
      Institution before = newest.get(proposed.uscc());
      if (before != null && before.status() != proposed.status() && !reading.statusGiven()) {
        String detail = "the body is " + before.status().wire() + " and the row names no status: name it";
        faults.add(new Fault(batchLines.get(i), headings.word(Column.STATUS), "status-required", detail));
        continue;
      }
      compare(headings, batchLines.get(i), before, proposed, request);
    }
    batch.clear();
    batchLines.clear();
  }

  private void compare(
      Headings headings,
      int line,
      @Nullable Institution before,
      Institution proposed,
      InstitutionRequest request) {
    boolean outside = !file.division().contains(proposed.division());
    if (outside || before != null && !file.division().contains(before.division())) {
      Division shown = outside || before == null ? proposed.division() : before.division();
      String detail = "your authority does not act in division " + shown + ": leave the row out";
      faults.add(new Fault(line, headings.word(Column.DIVISION), "outside-division", detail));
      return;
    }
    if (before == null) {
      counts.fresh++;
    } else if (before.equals(proposed.withVersion(before.version()))) {
      counts.unchanged++;
      return;
    } else {
      counts.changed++;
      include(before.division());
    }
    include(proposed.division());
    chunk.add(
        new ImportRow(line, proposed.uscc().value(), before == null ? 0 : before.version(), request));
    if (chunk.size() == properties.chunk()) {
      keepChunk();
    }
  }

  private void include(Division division) {
    common = common == null ? division : common.common(division);
  }

  private void fault(int line, Headings headings, String code, String detail) {
    faults.add(new Fault(line, headings.word(Column.USCC), code, detail));
  }

  private void keepFaults() {
    faults.sort(Comparator.comparingInt(Fault::line));
    report.add(leased, counts.faults, faults);
    counts.faults += faults.size();
    faults.clear();
  }

  private void keepChunk() {
    if (chunk.isEmpty()) {
      return;
    }
    String rows = String.join("\n", chunk.stream().map(ImportRow::json).toList());
    String digest = Sha256.hex(rows);
    this.digest.add(digest);
    chunks.add(leased, counts.chunks++, rows, digest);
    chunk.clear();
  }
}
