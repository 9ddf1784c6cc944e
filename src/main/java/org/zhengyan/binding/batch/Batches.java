package org.zhengyan.binding.batch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.binding.Bindings;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.CanonicalJson;
import org.zhengyan.principal.Clients;
import org.zhengyan.status.holder.HolderChallenges;
import org.zhengyan.status.holder.HolderText;
import org.zhengyan.status.holder.TextKind;
import org.zhengyan.verification.ClaimJudge;
import org.zhengyan.verification.Link;
import org.zhengyan.verification.Terms;
import org.zhengyan.verification.Verdict;

/** What an operator does with a batch: ask, look, answer. Another operator's does not exist for it. */
@Component
class Batches {
  private static final Duration RETRY = Duration.ofMinutes(1);

  private final BatchStore store;
  private final Bindings bindings;
  private final ClaimJudge judge;
  private final HolderChallenges challenges;
  private final Clients clients;
  private final EventLog log;
  private final ServiceProperties service;
  private final BatchProperties properties;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  Batches(
      BatchStore store,
      Bindings bindings,
      ClaimJudge judge,
      HolderChallenges challenges,
      Clients clients,
      EventLog log,
      ServiceProperties service,
      BatchProperties properties,
      Clock clock) {
    this.store = store;
    this.bindings = bindings;
    this.judge = judge;
    this.challenges = challenges;
    this.clients = clients;
    this.log = log;
    this.service = service;
    this.properties = properties;
    this.clock = clock;
  }

  /** A new batch, and the secret of its link, which is told this once. */
  record Created(Batch batch, String secret) {}

  /**
   * Makes the text that binds the list, and waits for its signature.
   *
   * @throws Refusal {@code too-many-requests} while too many of the operator's batches wait
   */
  @Transactional
  public Created create(Actor actor, Terms.Claimed claimed, List<Terms.Action> actions) {
    String operatorId = clients.requireOperator(actor);
    if (store.countOpenAlone(operatorId) >= properties.open()) {
      throw Refusal.tooManyRequests(
          "at most " + properties.open() + " batches of an operator wait at a time", RETRY);
    }
    UUID id = UUID.randomUUID();
    String list = CanonicalJson.write(actions);
    String digest = "sha256:" + sha256(list);
    Instant expires = clock.instant().plus(properties.life()).truncatedTo(ChronoUnit.SECONDS);
    HolderText.Lines lines =
        HolderText.of(TextKind.BATCH, service)
            .line("platform", actor.displayName() + " (" + actor.clientId() + ")")
            .line("body", claimed.name())
            .line("uscc", claimed.uscc().value())
            .line("count", Integer.toString(actions.size()))
            .line("digest", digest)
            .line("batch", id.toString());
    HolderText text = challenges.close(lines, expires);
    Link.Fresh link = Link.create(random);
    store.insert(
        id, operatorId, actor.clientId(), claimed, list, actions.size(), digest, text, link.link(), expires);
    log.append(
        Event.of(
            "batch.created",
            id.toString(),
            Map.of(
                "client", actor.clientId(),
                "uscc", claimed.uscc().value(),
                "count", Integer.toString(actions.size()),
                "digest", digest)));
    return new Created(load(actor, id.toString()), link.secret());
  }

  /** @throws Refusal {@code not-found}, also for another operator's */
  Batch load(Actor actor, String id) {
    String operatorId = clients.requireOperator(actor);
    try {
      return store.find(UUID.fromString(id), operatorId).orElseThrow(Batches::unknown);
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
  }

  /**
   * Judges the signature and ends the batch with the verdict; a verified one is bound action by action, all
   * in one transaction.
   *
   * @throws Refusal {@code not-found}; {@code wrong-state} with the batch when it has ended; {@code
   *     unavailable} when no verdict is possible now, which leaves it open
   */
  @Transactional
  public Batch answer(Actor actor, String id, String certificate, byte[] signature) {
    Batch batch = load(actor, id);
    if (!store.lockOpen(batch.id())) {
      throw conflict(load(actor, id));
    }
    end(batch, judge.judge(batch.claimed(), batch.id(), batch.text(), certificate, signature));
    return load(actor, id);
  }

  /**
   * Ends the batch that the caller's transaction took with {@link BatchStore#lockOpen}, and binds what was
   * verified.
   */
  void end(Batch batch, Verdict verdict) {
    Verdict.CertificatePart signer = verdict.certificate();
    boolean verified = verdict.result() == Verdict.Result.VERIFIED && signer != null;
    List<BatchResult> results = verified ? bind(batch, serial(signer)) : null;
    store.decide(batch.id(), verdict, results);
    log.append(
        Event.of(
            "batch.decided",
            batch.id().toString(),
            Map.of(
                "client", batch.clientId(),
                "uscc", batch.claimed().uscc().value(),
                "digest", batch.digest(),
                "result", verdict.result().wire(),
                "bound", Long.toString(accepted(results)))));
  }

  /** In the order of their identifiers, so that two batches never wait for each other crosswise. */
  private List<BatchResult> bind(Batch batch, String certificate) {
    List<Terms.Action> actions = batch.actions();
    Set<String> seen = new HashSet<>();
    List<BatchResult> results = new ArrayList<>();
    List<Integer> bindable = new ArrayList<>();
    for (int i = 0; i < actions.size(); i++) {
      Terms.Action action = actions.get(i);
      if (action.type().digestRequired() && action.digest() == null) {
        results.add(BatchResult.refused(i, "digestRequired"));
      } else if (!seen.add(action.type().wire() + ' ' + action.identifier())) {
        results.add(BatchResult.refused(i, "duplicate"));
      } else {
        bindable.add(i);
      }
    }
    bindable.sort(
        Comparator.comparing((Integer i) -> actions.get(i).type())
            .thenComparing(i -> actions.get(i).identifier()));
    bindable.forEach(i -> results.add(bind(batch, i, certificate)));
    results.sort(Comparator.comparingInt(BatchResult::position));
    return results;
  }

  private BatchResult bind(Batch batch, int position, String certificate) {
    UUID fresh = UUID.randomUUID();
    Optional<UUID> bound =
        bindings.bind(
            fresh,
            batch.id(),
            batch.claimed().uscc(),
            batch.operatorId(),
            batch.actions().get(position),
            certificate);
    if (bound.isEmpty()) {
      return BatchResult.refused(position, "repudiated");
    }
    log.append(
        Event.of(
            "binding.batched",
            bound.get().toString(),
            Map.of(
                "batch", batch.id().toString(),
                "certificate", certificate,
                "operator", batch.operatorId(),
                "uscc", batch.claimed().uscc().value())));
    return BatchResult.bound(position, bound.get().toString(), bound.get().equals(fresh));
  }

  static long accepted(@Nullable List<BatchResult> results) {
    return results == null ? 0 : results.stream().filter(each -> each.binding() != null).count();
  }

  private static String serial(Verdict.@Nullable CertificatePart signer) {
    if (signer == null) {
      throw new IllegalStateException("a verified batch has a certificate");
    }
    return signer.serial();
  }

  private static Refusal conflict(Batch batch) {
    String state = batch.state().equals("requested") ? "over" : batch.state();
    return Refusal.conflict(
        Problem.WRONG_STATE, "the batch is " + state + "; create a new one", BatchResponse.of(batch));
  }

  static Refusal unknown() {
    return Refusal.of(Problem.NOT_FOUND, "there is no such batch");
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
