package org.zhengyan.binding.job;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Clients;

/** What an operator does with its jobs: ask, look, read. Another operator's job does not exist for it. */
@Component
class StatusJobs {
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final StatusJobStore store;
  private final Clients clients;
  private final EventLog log;
  private final StatusJobProperties properties;

  StatusJobs(StatusJobStore store, Clients clients, EventLog log, StatusJobProperties properties) {
    this.store = store;
    this.clients = clients;
    this.log = log;
    this.properties = properties;
  }

  /**
   * Keeps the items for whichever node comes first.
   *
   * @throws Refusal {@code too-many-requests} while the operator has too many jobs
   */
  @Transactional
  public StatusJob create(Actor actor, List<StatusItem> items) {
    String operatorId = clients.requireOperator(actor);
    StatusJobStore.Counted counted = store.countAlone(operatorId);
    if (counted.open() >= properties.open()) {
      throw Refusal.tooManyRequests(
          "at most " + properties.open() + " jobs of an operator are open at a time", RETRY);
    }
    if (counted.kept() >= properties.kept()) {
      throw Refusal.tooManyRequests(
          "at most " + properties.kept() + " jobs of an operator are kept; the oldest ones go by age",
          Duration.ofHours(1));
    }
    UUID id = UUID.randomUUID();
    store.insert(id, operatorId, actor.clientId(), items);
    log.append(
        Event.of(
            "status-job.created",
            id.toString(),
            Map.of("client", actor.clientId(), "total", Integer.toString(items.size()))));
    return store.find(id, operatorId).orElseThrow();
  }

  /** @throws Refusal {@code not-found}, also for another operator's */
  StatusJob load(Actor actor, String id) {
    String operatorId = clients.requireOperator(actor);
    try {
      return store.find(UUID.fromString(id), operatorId).orElseThrow(StatusJobs::unknown);
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
  }

  /** The answers from that position on, as far as they are there; at most those of one chunk. */
  List<StatusResult> results(StatusJob job, int position, int limit) {
    return position >= job.done() ? List.of() : store.results(job.id(), position, limit);
  }

  private static Refusal unknown() {
    return Refusal.of(Problem.NOT_FOUND, "there is no such job, or it is no longer kept");
  }
}
