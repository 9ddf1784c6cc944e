package org.zhengyan.verification.consent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Scope;
import org.zhengyan.verification.Verification;
import org.zhengyan.verification.VerificationId;
import org.zhengyan.verification.Verifications;
import org.zhengyan.verification.presentation.Completions;

/**
 * Redeems codes: once, by their client, with its verifier, within a minute. Only then is the answer judged
 * that the holder gave, in the same transaction; a code that nobody redeems gives no verdict.
 */
@Component
public class Codes {
  /** How long a code is good for. */
  static final Duration LIFE = Duration.ofSeconds(60);

  /** RFC 7636 section 4.1. */
  private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  private final AuthorizationStore store;
  private final Verifications verifications;
  private final Completions completions;
  private final TransactionTemplate transaction;

  Codes(
      AuthorizationStore store,
      Verifications verifications,
      Completions completions,
      TransactionTemplate transaction) {
    this.store = store;
    this.verifications = verifications;
    this.completions = completions;
    this.transaction = transaction;
  }

  /**
   * What a code gave.
   *
   * @param signedInAt when the browser came back with the signature
   */
  public record Redeemed(Verification.Decided decided, String nonce, Instant signedInAt) {}

  /**
   * The verdict that the code stands for; empty when the code is unknown, another client's, over, used, or
   * bound to something else. A used one of the same client takes back what it gave.
   *
   * @param proofKey the thumbprint of the key of the request's proof, if there was one
   * @throws Refusal {@code unavailable} when no verdict is possible now; the code stays good
   */
  public Optional<Redeemed> redeem(
      Client client, String code, String redirectUri, String verifier, @Nullable String proofKey) {
    byte[] hash = Secrets.hash(code);
    Attempt attempt = null;
    if (VERIFIER.matcher(verifier).matches()) {
      attempt =
          transaction.execute(
              status ->
                  store
                      .redeem(hash, client.id(), redirectUri, Secrets.challenge(verifier), proofKey)
                      .map(request -> new Attempt(release(client, request)))
                      .orElse(null));
    }
    if (attempt == null) {
      store.revoke(hash, client.id());
      return Optional.empty();
    }
    return attempt.redeemed();
  }

  /** A code that was used up just now, for something or for nothing. */
  private record Attempt(Optional<Redeemed> redeemed) {}

  private Optional<Redeemed> release(Client client, AuthorizationRequest request) {
    VerificationId id = request.verification();
    Instant expires = request.codeExpiresAt();
    if (id == null || expires == null) {
      throw new IllegalStateException("a code without a verification");
    }
    Actor platform = client.actor(Set.of(Scope.VERIFICATION));
    try {
      Verification.Requested requested =
          verifications.requireRequested(verifications.load(platform, id.toString()));
      return Optional.of(
          new Redeemed(completions.release(platform, requested), request.nonce(), expires.minus(LIFE)));
    } catch (Refusal e) {
      if (e.problem() == Problem.WRONG_STATE) {
        return Optional.empty(); // it expired or was withdrawn meanwhile; the code is used up all the same
      }
      throw e;
    }
  }

  /** Whether tokens that a code gave for that verification still count. */
  public boolean stands(UUID verification) {
    return store.stands(verification);
  }
}
