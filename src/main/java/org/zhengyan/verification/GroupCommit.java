package org.zhengyan.verification;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.zhengyan.failure.Refusal;

/**
 * Writes what several requests write at the same moment by one transaction.
 *
 * <p>Nobody waits for company: an act that comes while no transaction is under way is written at once, by its own
 * thread. Those that come meanwhile gather, and are written together when it has ended. A group that fails before its
 * commit leaves nothing, and each of it is then tried alone by its own thread, so that what is wrong with one act is
 * told to that one only.
 */
final class GroupCommit<A, R> {
  /** Keeps a transaction short. */
  private static final int MOST = 32;

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Function<List<A>, List<R>> together;
  private final Function<A, R> alone;
  private final Semaphore turns;
  private final Duration patience;
  private final Queue<Waiting<A, R>> queue = new ConcurrentLinkedQueue<>();

  /** Nothing was written, for certain. */
  static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Undone(RuntimeException cause) {
      super(cause);
    }
  }

  private record Waiting<A, R>(A act, CompletableFuture<R> done) {}

  /**
   * @param together writes acts by one transaction and says what came of each; throws {@link Undone} when nothing was
   *     written, and anything else when that is not known
   * @param alone writes one
   * @param atOnce how many transactions may be under way
   * @param patience how long an act waits for its turn
   */
  GroupCommit(Function<List<A>, List<R>> together, Function<A, R> alone, int atOnce, Duration patience) {
    this.together = together;
    this.alone = alone;
    this.turns = new Semaphore(atOnce);
    this.patience = patience;
  }

  /**
   * Writes the act, and returns when it is committed.
   *
   * @throws Refusal {@code unavailable}, and nothing is written, when its turn did not come in time
   */
  R commit(A act) {
    try {
      return turns.tryAcquire() ? inOwnTurn(act) : inCompany(act);
    } catch (Undone undone) {
      return alone.apply(act);
    }
  }

  /** How many wait for their turn. */
  int waiting() {
    return queue.size();
  }

  private R inOwnTurn(A act) {
    try {
      return together.apply(List.of(act)).getFirst();
    } finally {
      turns.release();
      beginTurn();
    }
  }

  private R inCompany(A act) {
    Waiting<A, R> waiting = new Waiting<>(act, new CompletableFuture<>());
    queue.add(waiting);
    beginTurn(); // the last turn may have ended before it could see this one
    try {
      waiting.done().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      if (queue.remove(waiting)) {
        throw Refusal.unavailable("the database is slow to write", RETRY, e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      // told below, as when it comes later
    }
    return outcome(waiting);
  }

  private R outcome(Waiting<A, R> waiting) {
    try {
      return waiting.done().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) Objects.requireNonNull(e.getCause());
    }
  }

  /** Not on the thread of one of them: what is logged meanwhile belongs to all. */
  private void beginTurn() {
    if (!queue.isEmpty() && turns.tryAcquire()) {
      Thread.ofVirtual().name("group-commit").start(this::turn);
    }
  }

  private void turn() {
    try {
      for (List<Waiting<A, R>> group = next(); !group.isEmpty(); group = next()) {
        write(group);
      }
    } finally {
      turns.release();
      beginTurn();
    }
  }

  private List<Waiting<A, R>> next() {
    List<Waiting<A, R>> group = new ArrayList<>();
    while (group.size() < MOST) {
      Waiting<A, R> waiting = queue.poll();
      if (waiting == null) {
        break;
      }
      group.add(waiting);
    }
    return group;
  }

  private void write(List<Waiting<A, R>> group) {
    try {
      List<R> results = together.apply(group.stream().map(Waiting::act).toList());
      for (int i = 0; i < group.size(); i++) {
        group.get(i).done().complete(results.get(i));
      }
    } catch (Throwable e) { // or they would wait for ever
      group.forEach(each -> each.done().completeExceptionally(e));
    }
  }
}
