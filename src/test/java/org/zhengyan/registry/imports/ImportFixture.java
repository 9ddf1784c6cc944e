package org.zhengyan.registry.imports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;
import org.zhengyan.registry.InstitutionChanged;
import org.zhengyan.registry.TestVersions;
import org.zhengyan.registry.VersionBatch;
import org.zhengyan.registry.imports.ImportStore.Leased;

/** The parts of an import on a fresh database, without the server around them; chunks of three rows. */
final class ImportFixture {
  static final Actor CLERK = actor("clerk", "320100");
  static final Actor REVIEWER = actor("reviewer", "320100");
  static final Actor OF_SUZHOU = actor("suzhou", "320500");
  static final String HEADINGS = "统一社会信用代码,名称,行政区划代码,地址,负责人,登记机关,发证日期\n";

  final JdbcTemplate jdbc = new JdbcTemplate(TestStores.freshDatabase());
  final TransactionTemplate transaction =
      new TransactionTemplate(
          new DataSourceTransactionManager(Objects.requireNonNull(jdbc.getDataSource())));
  final List<InstitutionChanged> published = new ArrayList<>();
  final ImportStore store = new ImportStore(jdbc);
  final ImportParts parts = new ImportParts(jdbc);
  final ImportChunks chunks = new ImportChunks(jdbc);
  final ImportReport report = new ImportReport(jdbc);
  final ImportProperties properties =
      new ImportProperties(3, 1000, 1 << 20, Duration.ofSeconds(30), 8, Duration.ofDays(30));
  private final VersionBatch versions =
      TestVersions.batch(jdbc, event -> published.add((InstitutionChanged) event));
  private final EventLog log = new EventLog(jdbc, Clock.systemUTC());
  private final Approvals approvals = new Approvals(jdbc);
  final Imports imports = new Imports(store, parts, chunks, report, approvals, log, properties);
  final ChunkApplier applier =
      new ChunkApplier(
          store,
          chunks,
          report,
          new ApprovalCheck(chunks, approvals),
          versions,
          log,
          transaction,
          properties);
  final ImportRunner runner =
      new ImportRunner(store, parts, chunks, report, versions, applier, log, transaction, properties);

  private static Actor actor(String client, String division) {
    return new Actor(
        client, new PersonId("owner-of-" + client), client, new Division(division), Set.of());
  }

  static String code(int number) {
    return TestVersions.code("11", "320100", "96%06d".formatted(number));
  }

  String organs(int from, int count) {
    return rows(from, count);
  }

  static String rows(int from, int count) {
    StringBuilder rows = new StringBuilder();
    for (int n = from; n < from + count; n++) {
      rows.append(code(n)).append(",测试局").append(n).append("号,320100,测试路1号,负责人,测试机关,2020-01-01\n");
    }
    return rows.toString();
  }

  <T> T act(Supplier<T> act) {
    return Objects.requireNonNull(transaction.execute(status -> act.get()));
  }

  Problem problemOf(Supplier<?> act) {
    try {
      act(act);
    } catch (Refusal refusal) {
      return refusal.problem();
    }
    throw new AssertionError("it was not refused");
  }

  Leased lease() {
    return store.lease(properties.lease()).orElseThrow();
  }

  RegistryImport uploaded(String file) {
    return uploaded(file.getBytes(StandardCharsets.UTF_8));
  }

  RegistryImport uploaded(byte[] file) {
    RegistryImport begun = act(() -> imports.begin(CLERK, "名册.csv"));
    act(() -> imports.put(CLERK, begun.id(), 0, file));
    return act(() -> imports.check(CLERK, begun.id(), null));
  }

  RegistryImport checked(String file) throws IOException {
    return checked(file.getBytes(StandardCharsets.UTF_8));
  }

  RegistryImport checked(byte[] file) throws IOException {
    RegistryImport uploaded = uploaded(file);
    runner.check(lease());
    return store.require(uploaded.id());
  }

  RegistryImport submitted(RegistryImport checked) {
    return act(() -> imports.submit(CLERK, checked.id()));
  }

  RegistryImport approve(RegistryImport submitted, String digest) {
    return act(() -> imports.approve(REVIEWER, submitted.id(), digest));
  }

  RegistryImport approved(RegistryImport checked) {
    RegistryImport submitted = submitted(checked);
    return approve(submitted, submitted.digest());
  }

  RegistryImport applied(RegistryImport approved) {
    Leased leased = lease();
    applier
        .begin(leased)
        .ifPresent(
            whole -> {
              while (applier.applyNext(leased, whole) == ChunkApplier.Next.CHUNKS) {
                // The next chunk.
              }
            });
    return store.require(approved.id());
  }

  /** Somebody registers that body while the import waits. */
  void registerMeanwhile(int number) {
    jdbc.update(
        "insert into institution_version (uscc, version, effective_on, kind, names, abbreviations, division,"
            + " address, head, authority, issued_on, status, sponsors) values (?, 1, '2020-01-01', 'organ',"
            + " '{别的局}', '{}', '320100', 'a', 'h', 'm', '2020-01-01', 'normal', '{}')",
        code(number));
  }

  int versions() {
    return count("select count(*) from institution_version");
  }

  int eventsOf(String type) {
    return count("select count(*) from event where convert_from(record, 'UTF8') like '%\"type\":\"" + type + "\"%'");
  }

  private int count(String sql) {
    return Objects.requireNonNull(jdbc.queryForObject(sql, Integer.class));
  }
}
