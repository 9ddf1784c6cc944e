package org.zhengyan.verification;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.verification.VerificationStore.Ended;
import org.zhengyan.verification.VerificationStore.Ending;
import org.zhengyan.verification.VerificationStore.Opening;

/**
 * Writes the openings and the verdicts of verifications, those of one moment by one transaction ({@link GroupCommit}).
 *
 * <p>With a verdict stands or falls what follows from it: the binding of the action, and what those write that hear of
 * {@link VerificationEnded}. A transaction that the caller has begun is joined, and then written in alone.
 */
@Component
class VerificationCommits {
  private static final Logger LOG = LoggerFactory.getLogger(VerificationCommits.class);

  /** One writes for a machine with few cores; it is PostgreSQL that works meanwhile. */
  private static final int CORES_A_WRITER = 4;

  /** As long as a connection is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** The order in which any group on any node takes rows, so that two never wait for each other crosswise. */
  private static final Comparator<Ending> BY_ID =
      Comparator.comparing(ending -> ending.decided().asked().id().value());

  private final VerificationStore store;
  private final TransactionTemplate transaction;
  private final List<VerifiedActionListener> actions;
  private final ApplicationEventPublisher listeners;
  private final DistributionSummary sizes;
  private final Counter undone;
  private final GroupCommit<Act, Boolean> group =
      new GroupCommit<>(
          this::together,
          this::alone,
          Math.max(1, Runtime.getRuntime().availableProcessors() / CORES_A_WRITER),
          PATIENCE);

  private sealed interface Act {
    record Open(Opening opening) implements Act {}

    record End(Ending ending) implements Act {}
  }

  VerificationCommits(
      VerificationStore store,
      TransactionTemplate transaction,
      List<VerifiedActionListener> actions,
      ApplicationEventPublisher listeners,
      MeterRegistry registry) {
    this.store = store;
    this.transaction = transaction;
    this.actions = List.copyOf(actions);
    this.listeners = listeners;
    this.sizes = DistributionSummary.builder("zhengyan.verification.writes").register(registry);
    this.undone = registry.counter("zhengyan.verification.writes.undone");
    registry.gauge("zhengyan.verification.writes.waiting", this, VerificationCommits::waiting);
  }

  /** How many acts wait until their transaction begins. */
  int waiting() {
    return group.waiting();
  }

  void open(Opening opening) {
    write(new Act.Open(opening));
  }

  /** Lets the verdict stand, with all that follows from it; false, and nothing done, when it ended before. */
  boolean end(Ending ending) {
    return write(new Act.End(ending));
  }

  private boolean write(Act act) {
    return TransactionSynchronizationManager.isActualTransactionActive() ? alone(act) : group.commit(act);
  }

  private boolean alone(Act act) {
    return switch (act) {
      case Act.Open open -> {
        store.insert(open.opening());
        yield true;
      }
      case Act.End end -> Boolean.TRUE.equals(transaction.execute(status -> decide(end.ending())));
    };
  }

  private boolean decide(Ending ending) {
    Optional<Ended> ended = store.decide(ending);
    follow(ended.stream().toList());
    return ended.isPresent();
  }

  private List<Boolean> together(List<Act> acts) {
    sizes.record(acts.size());
    if (acts.size() == 1 && acts.getFirst() instanceof Act.Open open) {
      store.insert(open.opening()); // one statement, which is its own transaction and waits for no row
      return List.of(true);
    }
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              try {
                return writeAll(acts);
              } catch (RuntimeException e) {
                undone.increment();
                LOG.debug("{} acts are tried one by one: {}", acts.size(), e.toString());
                throw new GroupCommit.Undone(e);
              }
            }));
  }

  private List<Boolean> writeAll(List<Act> acts) {
    List<Opening> openings = new ArrayList<>();
    List<Ending> endings = new ArrayList<>();
    for (Act act : acts) {
      switch (act) {
        case Act.Open open -> openings.add(open.opening());
        case Act.End end -> endings.add(end.ending());
      }
    }
    if (!openings.isEmpty()) {
      store.insert(openings);
    }
    Set<Ending> stand = decideAll(endings);
    return acts.stream().map(act -> !(act instanceof Act.End end) || stand.contains(end.ending())).toList();
  }

  /** Those that stand, told apart as objects: two may end the same session with the same verdict. */
  private Set<Ending> decideAll(List<Ending> endings) {
    Set<Ending> stand = Collections.newSetFromMap(new IdentityHashMap<>());
    if (endings.isEmpty()) {
      return stand;
    }
    endings.sort(BY_ID);
    List<Optional<Ended>> ended = store.decide(endings);
    follow(ended.stream().flatMap(Optional::stream).toList());
    for (int i = 0; i < endings.size(); i++) {
      if (ended.get(i).isPresent()) {
        stand.add(endings.get(i));
      }
    }
    return stand;
  }

  private void follow(List<Ended> ended) {
    List<VerifiedAction> verified = ended.stream().flatMap(each -> each.decided().verifiedAction().stream()).toList();
    if (!verified.isEmpty()) {
      actions.forEach(each -> each.verified(verified));
    }
    ended.forEach(each -> listeners.publishEvent(VerificationEnded.of(each.decided(), each.presented())));
  }
}
