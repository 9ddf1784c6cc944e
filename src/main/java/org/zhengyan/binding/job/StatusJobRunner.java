package org.zhengyan.binding.job;

import java.time.Instant;
import java.util.List;
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

/**
 * Goes on with open jobs, one at a time on each node, chunk by chunk.
 *
 * <p>A chunk's answers, the job's progress and the lease are one transaction. A node that is killed leaves
 * its lease to run out; one that was thought dead and comes back finds another lease on the job, and what
 * it has then counts for nothing.
 */
@Component
class StatusJobRunner implements DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(StatusJobRunner.class);
  private static final int FORGOTTEN_AT_ONCE = 20;

  private final StatusJobStore store;
  private final StatusAnswers answers;
  private final EventLog log;
  private final TransactionTemplate transaction;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile boolean stopping;
  private volatile boolean failing;

  StatusJobRunner(
      StatusJobStore store, StatusAnswers answers, EventLog log, TransactionTemplate transaction) {
    this.store = store;
    this.answers = answers;
    this.log = log;
    this.transaction = transaction;
  }

  /** Looks for work; the work itself has a thread of its own, so that no other schedule waits for it. */
  @Scheduled(fixedDelay = 500)
  void look() {
    if (!stopping && running.compareAndSet(false, true)) {
      Thread.ofVirtual().name("status-jobs").start(this::work);
    }
  }

  @Scheduled(fixedDelay = 60_000)
  void sweep() {
    try {
      store.forget(FORGOTTEN_AT_ONCE);
    } catch (RuntimeException e) {
      LOG.debug("old status jobs are forgotten later", e);
    }
  }

  @Override
  public void destroy() {
    stopping = true;
  }

  private void work() {
    try {
      Optional<StatusJobStore.Leased> job = store.lease();
      while (job.isPresent()) {
        run(job.get());
        job = stopping ? Optional.empty() : store.lease();
      }
      failing = false;
    } catch (RuntimeException e) {
      if (!failing && !stopping) {
        LOG.warn("status jobs wait: {}", e.getMessage());
      }
      failing = true;
    } finally {
      running.set(false);
    }
  }

  /**
   * Until it is done, lost to another node, or this one stops. When it cannot go on, the lease runs out by
   * itself, and other jobs have their turn before it.
   */
  private void run(StatusJobStore.Leased job) {
    StatusJobStore.Kept kept = StatusJobStore.Kept.OPEN;
    while (kept == StatusJobStore.Kept.OPEN && !stopping) {
      Optional<StatusJobStore.Chunk> chunk = store.next(job);
      kept = chunk.isEmpty() ? StatusJobStore.Kept.LOST : answer(job, chunk.get());
    }
    if (kept == StatusJobStore.Kept.OPEN) {
      store.release(job);
    }
  }

  StatusJobStore.Kept answer(StatusJobStore.Leased job, StatusJobStore.Chunk chunk) {
    List<StatusResult> results =
        answers.answer(job.operatorId(), chunk.number() * job.chunkSize(), chunk.items());
    Instant asOf = results.stream().map(StatusResult::asOf).min(Instant::compareTo).orElseThrow();
    StatusJobStore.Kept kept =
        transaction.execute(
            status -> {
              StatusJobStore.Kept outcome = store.keep(job, chunk, results, asOf);
              if (outcome == StatusJobStore.Kept.LOST) {
                status.setRollbackOnly();
              }
              if (outcome == StatusJobStore.Kept.DONE) {
                log.append(
                    Event.of("status-job.done", job.id().toString(), Map.of("client", job.clientId())));
              }
              return outcome;
            });
    return kept == null ? StatusJobStore.Kept.LOST : kept;
  }
}
