package org.zhengyan.registry.imports;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.registry.VersionBatch;
import org.zhengyan.registry.imports.ImportStore.Leased;

/**
 * Checks and applies, one import at a time on each node. A check that broke off begins anew; applying goes
 * on with the first chunk that is not applied, on whichever node comes first once the lease is over.
 */
@Component
class ImportRunner implements DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(ImportRunner.class);

  private final ImportStore store;
  private final ImportParts parts;
  private final ImportChunks chunks;
  private final ImportReport report;
  private final VersionBatch versions;
  private final ChunkApplier applier;
  private final EventLog log;
  private final TransactionTemplate transaction;
  private final ImportProperties properties;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile boolean stopping;

  ImportRunner(
      ImportStore store,
      ImportParts parts,
      ImportChunks chunks,
      ImportReport report,
      VersionBatch versions,
      ChunkApplier applier,
      EventLog log,
      TransactionTemplate transaction,
      ImportProperties properties) {
    this.store = store;
    this.parts = parts;
    this.chunks = chunks;
    this.report = report;
    this.versions = versions;
    this.applier = applier;
    this.log = log;
    this.transaction = transaction;
    this.properties = properties;
  }

  /** Looks for work; the work has a thread of its own, so that no other schedule waits for it. */
  @Scheduled(fixedDelay = 500)
  void look() {
    if (!stopping && running.compareAndSet(false, true)) {
      Thread.ofVirtual().name("registry-imports").start(this::work);
    }
  }

  @Scheduled(fixedDelay = 3_600_000, initialDelay = 300_000)
  void sweep() {
    try {
      parts.forget(properties.retention());
    } catch (RuntimeException e) {
      LOG.debug("files of old imports are forgotten later", e);
    }
  }

  @Override
  public void destroy() {
    stopping = true;
  }

  private void work() {
    try {
      Optional<Leased> leased = store.lease(properties.lease());
      while (leased.isPresent() && !stopping) {
        run(leased.get());
        leased = store.lease(properties.lease());
      }
      if (leased.isPresent()) {
        store.release(leased.get());
      }
    } catch (IOException | RuntimeException e) {
      if (!stopping) {
        LOG.warn("registry imports wait: {}", e.toString());
      }
    } finally {
      running.set(false);
    }
  }

  private void run(Leased leased) throws IOException {
    if (leased.state() == RegistryImport.State.CHECKING) {
      check(leased);
      return;
    }
    ApprovedImport approved = applier.begin(leased).orElse(null);
    if (approved == null) {
      return;
    }
    ChunkApplier.Next next = ChunkApplier.Next.CHUNKS;
    while (next == ChunkApplier.Next.CHUNKS && !stopping) {
      next = applier.applyNext(leased, approved);
    }
    if (next == ChunkApplier.Next.CHUNKS) {
      store.release(leased);
    }
  }

  void check(Leased leased) throws IOException {
    RegistryImport file = store.require(leased.id());
    FileCheck.Outcome outcome = new FileCheck(store, parts, chunks, report, versions, properties, file, leased).run();
    if (outcome.lost()) {
      return;
    }
    RegistryImport.State state =
        outcome.digest() == null ? RegistryImport.State.FAULTY : RegistryImport.State.CHECKED;
    transaction.executeWithoutResult(
        status -> {
          if (store.endCheck(leased, state, outcome)) {
            log.append(
                Event.of(
                    "registry-import." + state.wire(),
                    file.id(),
                    Map.of(
                        "rows", Integer.toString(outcome.counts().rows),
                        "faults", Integer.toString(outcome.counts().faults))));
          }
        });
  }
}
