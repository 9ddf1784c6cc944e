package org.zhengyan.binding.batch;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.operator.Platforms;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Clients;
import org.zhengyan.verification.ClaimJudge;
import org.zhengyan.verification.Link;
import org.zhengyan.verification.Mendable;
import org.zhengyan.verification.Reason;
import org.zhengyan.verification.Verdict;

/**
 * What the body of a batch does on its page: it looks, signs, or says no. The secret of the link opens it, to
 * whoever has it, as often as they like: what counts is the signature.
 *
 * <p>A signature that another certificate or another try could mend decides nothing; it is told, and the fifth
 * ends the batch.
 */
@Component
class BatchHolders {
  private static final int MOST_ATTEMPTS = 5;

  private final BatchStore store;
  private final Batches batches;
  private final ClaimJudge judge;
  private final Platforms platforms;
  private final Clients clients;
  private final TransactionTemplate transaction;
  private final ServiceProperties service;
  private final Clock clock;

  BatchHolders(
      BatchStore store,
      Batches batches,
      ClaimJudge judge,
      Platforms platforms,
      Clients clients,
      TransactionTemplate transaction,
      ServiceProperties service,
      Clock clock) {
    this.store = store;
    this.batches = batches;
    this.judge = judge;
    this.platforms = platforms;
    this.clients = clients;
    this.transaction = transaction;
    this.service = service;
    this.clock = clock;
  }

  /** @throws Refusal {@code not-found} without the secret; {@code wrong-state} while its platform is suspended */
  BatchView show(String id, String secret) {
    Batch batch = load(id, secret);
    requireServing(batch);
    return view(batch);
  }

  /**
   * Judges the signature; one that holds, or that nothing could mend, ends the batch.
   *
   * @throws Refusal {@code not-found}; {@code wrong-state} when it is over, or its platform suspended; {@code
   *     refused-by-rule} for what decides nothing; {@code unavailable} when no verdict is possible now
   */
  BatchView answer(String id, String secret, String certificate, byte[] signature) {
    Batch batch = load(id, secret);
    requireServing(batch);
    Attempt attempt =
        transaction.execute(
            status -> {
              requireOpen(batch, id, secret);
              return attempt(
                  batch, judge.judge(batch.claimed(), batch.id(), batch.text(), certificate, signature));
            });
    Batch now = load(id, secret);
    if (attempt != null && attempt.counted() > 0) {
      throw Refusal.ruled(
          Mendable.detail(attempt.verdict()),
          Mendable.errors(attempt.verdict(), false),
          new BatchView.Standing(now.id(), state(now), MOST_ATTEMPTS - attempt.counted()));
    }
    return view(now);
  }

  /** @param counted which try it was that did not hold; 0 for one that decided */
  private record Attempt(Verdict verdict, int counted) {}

  private Attempt attempt(Batch batch, Verdict verdict) {
    int counted = Mendable.in(verdict) ? store.countAttempt(batch.id()) : 0;
    if (counted == 0 || counted >= MOST_ATTEMPTS) {
      batches.end(batch, verdict);
    }
    return new Attempt(verdict, counted);
  }

  /** @throws Refusal {@code not-found}; {@code wrong-state} when it is over */
  BatchView refuse(String id, String secret) {
    Batch batch = load(id, secret);
    transaction.executeWithoutResult(
        status -> {
          requireOpen(batch, id, secret);
          batches.end(batch, judge.refused());
        });
    return view(load(id, secret));
  }

  private void requireOpen(Batch batch, String id, String secret) {
    if (!store.lockOpen(batch.id())) {
      throw over(batch, state(load(id, secret)));
    }
  }

  private void requireServing(Batch batch) {
    if (state(batch).equals("requested")
        && !clients.find(batch.clientId()).map(Client::active).orElse(false)) {
      throw over(batch, "platformSuspended");
    }
  }

  private static Refusal over(Batch batch, String state) {
    return Refusal.conflict(
        Problem.WRONG_STATE,
        "the batch is " + state + " and goes no further here",
        new BatchView.Standing(batch.id(), state, null));
  }

  private Batch load(String id, String secret) {
    UUID uuid;
    try {
      uuid = UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw Batches.unknown();
    }
    Batch batch = store.find(uuid).filter(found -> uuid.toString().equals(id)).orElseThrow(Batches::unknown);
    Link link = batch.link();
    if (link == null || link.match(secret, clock.instant(), false) != Link.Match.ACCEPTED) {
      throw Batches.unknown();
    }
    return batch;
  }

  private String state(Batch batch) {
    boolean waits = batch.state().equals("requested");
    return waits && !clock.instant().isBefore(batch.expiresAt()) ? "expired" : batch.state();
  }

  private BatchView view(Batch batch) {
    String state = state(batch);
    Instant now = clock.instant();
    Verdict verdict = batch.verdict();
    List<Reason> reasons = verdict == null || verdict.reasons().isEmpty() ? null : verdict.reasons();
    return new BatchView(
        batch.id(),
        state,
        service.environment().wire(),
        platform(batch.clientId()),
        batch.claimed(),
        batch.actions(),
        BatchView.SUITES,
        state.equals("requested") ? batch.text().base64url() : null,
        batch.expiresAt(),
        now,
        MOST_ATTEMPTS - batch.attempts(),
        reasons,
        state.equals("verified") ? Batches.accepted(batch.results()) : null);
  }

  private BatchView.Platform platform(String clientId) {
    Platforms.@Nullable Platform found = platforms.ofClient(clientId).orElse(null);
    return found == null
        ? new BatchView.Platform(clientId, clientId, null)
        : new BatchView.Platform(found.name(), clientId, found.filingNumber());
  }
}
