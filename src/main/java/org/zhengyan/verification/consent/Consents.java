package org.zhengyan.verification.consent;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Clients;
import org.zhengyan.principal.RedirectUri;
import org.zhengyan.principal.Scope;
import org.zhengyan.verification.Link;
import org.zhengyan.verification.Verification;
import org.zhengyan.verification.VerificationId;
import org.zhengyan.verification.VerificationResponses;
import org.zhengyan.verification.Verifications;
import org.zhengyan.verification.presentation.Completions;

/**
 * What a browser does here: it opens a pushed request, and comes back from the holder's page.
 *
 * <p>A browser inside an app opens nothing: it is sent out, and the request waits for a real one. One browser
 * opens a request; it keeps the secret of the link in a cookie, and only with that cookie
 * does anything go on to the platform. So an answer that was talked out of somebody else's browser ends
 * here, before the platform's own check of {@code state}.
 */
@Component
public class Consents {
  private final AuthorizationStore store;
  private final Clients clients;
  private final Verifications verifications;
  private final VerificationResponses responses;
  private final Completions completions;
  private final TransactionTemplate transaction;
  private final ServiceProperties service;
  private final Clock clock;

  Consents(
      AuthorizationStore store,
      Clients clients,
      Verifications verifications,
      VerificationResponses responses,
      Completions completions,
      TransactionTemplate transaction,
      ServiceProperties service,
      Clock clock) {
    this.store = store;
    this.clients = clients;
    this.verifications = verifications;
    this.responses = responses;
    this.completions = completions;
    this.transaction = transaction;
    this.service = service;
    this.clock = clock;
  }

  /** Where a browser goes next. */
  public sealed interface Step {

    /**
     * To the holder's page.
     *
     * @param secret what the browser keeps in its cookie for this verification
     */
    record Page(VerificationId verification, String location, String secret, Duration life) implements Step {}

    /** To the platform, with a code. */
    record Code(String redirectUri, String state, String code) implements Step {}

    /** To the platform, with an error of RFC 6749 section 4.1.2.1. */
    record Denied(String redirectUri, String state, String because) implements Step {}

    /** Out of the app that this browser is inside of, to open the same address in a real one. */
    record Outside() implements Step {}

    /** Nowhere: what was asked for is unknown, another's, over, or was done. */
    record Nothing() implements Step {}

    /** Nowhere: it began in another browser. */
    record Elsewhere() implements Step {}
  }

  /**
   * Opens a pushed request; the first browser makes the verification, and comes back to it with its cookie.
   *
   * @param insideApp whether it is the browser of another app, which reads what is typed and keeps nothing
   * @param cookie what the browser keeps for a verification, if anything
   * @throws org.zhengyan.failure.Refusal {@code unavailable} when no verification can be made now
   */
  public Step open(
      String clientId,
      String requestUri,
      boolean insideApp,
      Function<VerificationId, @Nullable String> cookie) {
    byte[] handle = AuthorizationRequests.hashOf(requestUri);
    Client client = serving(clientId).orElse(null);
    if (handle == null || client == null) {
      return new Step.Nothing();
    }
    Step step =
        transaction.execute(
            status ->
                store
                    .lock(handle, clientId)
                    .map(request -> open(client, request, insideApp, cookie))
                    .orElse(null));
    return step == null ? new Step.Nothing() : step;
  }

  private Step open(
      Client client,
      AuthorizationRequest request,
      boolean insideApp,
      Function<VerificationId, @Nullable String> cookie) {
    if (request.verification() != null) {
      return again(request.verification(), cookie.apply(request.verification()));
    }
    if (!request.open() || !registered(client, request)) {
      return new Step.Nothing();
    }
    if (insideApp) {
      store.waitOutside(request.id());
      return new Step.Outside();
    }
    Verifications.Created created =
        verifications.create(client.actor(Set.of(Scope.VERIFICATION)), request.terms());
    Verification.Asked asked = created.requested().asked();
    store.opened(request.id(), asked.id(), asked.expiresAt());
    return page(asked, created.secret());
  }

  private Step again(VerificationId id, @Nullable String secret) {
    return verifications
        .find(id)
        .filter(found -> began(found, secret))
        .<Step>map(found -> page(found.asked(), String.valueOf(secret)))
        .orElseGet(Step.Nothing::new);
  }

  /**
   * Takes the browser back from the holder's page. Again with the same answer gives the same code, until
   * the platform has used it.
   *
   * @param completion what the holder's page gave its browser for the answer; null when there was none
   * @param secret what the browser keeps for this verification, if anything
   */
  public Step finish(String verification, @Nullable String completion, @Nullable String secret) {
    VerificationId id = VerificationId.parse(verification).orElse(null);
    AuthorizationRequest request = id == null ? null : store.find(id).orElse(null);
    Verification found = id == null ? null : verifications.find(id).orElse(null);
    if (request == null || found == null) {
      return new Step.Nothing();
    }
    if (!began(found, secret)) {
      return new Step.Elsewhere();
    }
    Client client = serving(request.clientId()).orElse(null);
    if (client == null || !registered(client, request)) {
      return new Step.Nothing();
    }
    return switch (found) {
      case Verification.Requested requested -> answered(request, requested, completion, String.valueOf(secret));
      // A code is on its way, or was used: there is nothing more to say to that browser.
      case Verification.Decided decided when request.codeHash() != null -> new Step.Nothing();
      case Verification.Decided decided -> denied(request, "the request was refused");
      case Verification.Expired expired -> denied(request, "the time is over");
      case Verification.Cancelled cancelled -> denied(request, "the platform has withdrawn the request");
    };
  }

  private Step answered(
      AuthorizationRequest request,
      Verification.Requested requested,
      @Nullable String completion,
      String secret) {
    if (completion == null || !completions.waits(requested, completion)) {
      return page(requested.asked(), secret);
    }
    String code = Secrets.derived(completion, "authorization code");
    byte[] hash = Secrets.hash(code);
    if (store.issue(request, requested.asked().id(), hash, Codes.LIFE)) {
      return new Step.Code(request.redirectUri(), request.state(), code);
    }
    AuthorizationRequest now = store.find(requested.asked().id()).orElse(request);
    boolean same = now.codeHash() != null && MessageDigest.isEqual(now.codeHash(), hash) && !now.redeemed();
    return same ? new Step.Code(now.redirectUri(), now.state(), code) : new Step.Nothing();
  }

  private static Step denied(AuthorizationRequest request, String because) {
    return new Step.Denied(request.redirectUri(), request.state(), because);
  }

  private Step page(Verification.Asked asked, String secret) {
    Duration life = Duration.between(clock.instant(), asked.expiresAt()).plusMinutes(10);
    return new Step.Page(asked.id(), responses.holderPage(asked.id(), secret), secret, life);
  }

  private boolean began(Verification verification, @Nullable String secret) {
    Link link = verification.asked().link();
    return link != null
        && secret != null
        && link.match(secret, clock.instant(), false) == Link.Match.ACCEPTED;
  }

  /** The client, if it may ask for anything now. */
  private Optional<Client> serving(String clientId) {
    return clients
        .find(clientId)
        .filter(client -> client.active() && client.scopes().contains(Scope.VERIFICATION));
  }

  /** A URI that was taken from the list gets no browser any more. */
  private boolean registered(Client client, AuthorizationRequest request) {
    return client.redirectUris().stream()
        .anyMatch(uri -> RedirectUri.matches(uri, request.redirectUri(), service.environment()));
  }
}
