package org.zhengyan.verification.presentation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.keys.Suite;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.operator.Platforms;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Clients;
import org.zhengyan.verification.Endings;
import org.zhengyan.verification.Link;
import org.zhengyan.verification.PresentationMode;
import org.zhengyan.verification.Reason;
import org.zhengyan.verification.Terms;
import org.zhengyan.verification.Verification;
import org.zhengyan.verification.VerificationId;

/**
 * Binds a session to the one browser that takes it. Whoever brings a secret first has it; everybody else
 * is told so. The browser comes back with its cookie alone.
 */
@Component
class Takings {
  private final PresentationStore store;
  private final Platforms platforms;
  private final Clients clients;
  private final Endings endings;
  private final EventLog log;
  private final TransactionTemplate transaction;
  private final ServiceProperties service;

  Takings(
      PresentationStore store,
      Platforms platforms,
      Clients clients,
      Endings endings,
      EventLog log,
      TransactionTemplate transaction,
      ServiceProperties service) {
    this.store = store;
    this.platforms = platforms;
    this.clients = clients;
    this.endings = endings;
    this.log = log;
    this.transaction = transaction;
    this.service = service;
  }

  /**
   * @param cookie what the browser keeps from now on; null when it has it already
   * @param life how long it is good for
   */
  record Taken(HolderView view, @Nullable String cookie, Duration life) {}

  /**
   * @param secret the fragment of the page's address; needed by the first browser alone
   * @throws Refusal {@code not-found} when nothing shows that the caller may know of the session; {@code
   *     refused-by-rule} for a QR code that is no longer shown; {@code wrong-state} when another browser
   *     has it, it is over, or its platform is suspended
   */
  Taken take(String id, @Nullable String secret, @Nullable String cookie) {
    Session session = load(id);
    if (session.takenBy(cookie)) {
      requireServing(session);
      return new Taken(view(session, cookie), null, Duration.ZERO);
    }
    boolean rotated = session.mode() == PresentationMode.CROSS_DEVICE;
    Link.Match match =
        secret == null ? Link.Match.NONE : session.link().match(secret, session.now(), rotated);
    if (match == Link.Match.NONE) {
      throw unknown();
    }
    if (match == Link.Match.OUTDATED) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/secret",
          "secret-outdated",
          "this QR code is no longer shown: scan the one that is there now");
    }
    if (session.taken() && List.of("requested", "answered").contains(session.state())) {
      throw session.over("takenElsewhere");
    }
    Verification.Asked asked = session.requireOpen().asked();
    requireServing(session);
    String fresh = HolderTokens.newCookie();
    if (!bind(asked, fresh)) {
      Session now = load(id);
      throw now.over(now.state().equals("requested") ? "takenElsewhere" : now.state());
    }
    return new Taken(
        view(load(id), fresh), fresh, Duration.between(session.now(), asked.expiresAt()).plusMinutes(10));
  }

  private boolean bind(Verification.Asked asked, String cookie) {
    VerificationId id = asked.id();
    Boolean won =
        transaction.execute(
            status -> {
              if (!store.take(
                  id, HolderTokens.hash(cookie), HolderTokens.hash(HolderTokens.answerToken(cookie, id)))) {
                return false;
              }
              log.append(
                  Event.of(
                      "verification.presented",
                      id.toString(),
                      Map.of("client", asked.clientId(), "uscc", asked.terms().claimed().uscc().value())));
              store.notice(asked);
              store.moved(id);
              return true;
            });
    return Boolean.TRUE.equals(won);
  }

  /**
   * Takes the short code from the platform's page. Each try is used up before it is looked at, so that no
   * number of them at once gets more than five.
   *
   * @throws Refusal {@code not-found} for any but the browser that took the session; {@code
   *     refused-by-rule} for a wrong code, the fifth of which ends the session
   */
  HolderView confirm(String id, String code, @Nullable String cookie) {
    Session session = load(id);
    if (cookie == null || !session.takenBy(cookie)) {
      throw unknown();
    }
    Verification.Requested requested = session.requireOpen();
    requireServing(session);
    if (!session.codeRequired()) {
      return view(session, cookie);
    }
    boolean right =
        MessageDigest.isEqual(
            code.getBytes(StandardCharsets.UTF_8), session.link().code().getBytes(StandardCharsets.UTF_8));
    Optional<Integer> tried =
        Optional.ofNullable(transaction.execute(status -> tryCode(status, requested, right)));
    Session now = load(id);
    if (tried.isEmpty()) {
      now.requireOpen();
    } else if (!right) {
      int left = Session.MOST_ATTEMPTS - tried.get();
      throw Refusal.ruled(
          "/code",
          "code-wrong",
          "this is not the code on the platform's page",
          new Session.Standing(id, now.state(), left));
    }
    return view(now, cookie);
  }

  private @Nullable Integer tryCode(
      TransactionStatus status, Verification.Requested requested, boolean right) {
    VerificationId id = requested.asked().id();
    Optional<Integer> tried = store.tryCode(id);
    if (tried.isEmpty()) {
      return null;
    }
    if (right) {
      store.confirmCode(id);
    } else if (tried.get() >= Session.MOST_ATTEMPTS
        && endings.reject(requested, Reason.ATTEMPTS_EXHAUSTED).isEmpty()) {
      status.setRollbackOnly(); // its time ran out meanwhile
      return null;
    }
    return tried.get();
  }

  /**
   * @throws Refusal {@code not-found}
   */
  Session load(String id) {
    return VerificationId.parse(id).flatMap(store::find).orElseThrow(Takings::unknown);
  }

  /**
   * Nobody is asked in the name of a platform that may ask nothing any more; a no is taken all the same.
   *
   * @throws Refusal {@code wrong-state} while the platform of an open session is suspended
   */
  void requireServing(Session session) {
    boolean serving =
        clients.find(session.verification().asked().clientId()).map(Client::active).orElse(false);
    if (!serving && session.state().equals("requested")) {
      throw session.over("platformSuspended");
    }
  }

  /** The same words for what is not there and for what the caller may not know of. */
  static Refusal unknown() {
    return Refusal.of(Problem.NOT_FOUND, "there is no such session, or this does not open it");
  }

  private HolderView view(Session session, @Nullable String cookie) {
    Verification.Asked asked = session.verification().asked();
    Terms terms = asked.terms();
    String answerToken = cookie == null ? null : HolderTokens.answerToken(cookie, session.id());
    boolean open = session.state().equals("requested") && !session.codeRequired();
    List<Reason> reasons = session.reasons();
    return new HolderView(
        session.id().toString(),
        session.state(),
        session.mode(),
        service.environment().wire(),
        platform(asked.clientId()),
        terms.claimed(),
        terms.action(),
        terms.applicant(),
        terms.onBehalfOf(),
        terms.acceptedSuites().stream().map(Suite::wire).sorted().toList(),
        HolderView.DISCLOSED,
        HolderView.NOT_DISCLOSED,
        asked.createdAt(),
        asked.expiresAt(),
        session.now(),
        session.codeRequired(),
        Session.MOST_ATTEMPTS - session.codeAttempts(),
        Session.MOST_ATTEMPTS - session.attempts(),
        open ? asked.challenge().base64url() : null,
        open ? answerToken : null,
        reasons.isEmpty() ? null : reasons,
        session.returnTo(answerToken));
  }

  private HolderView.Platform platform(String clientId) {
    return platforms
        .ofClient(clientId)
        .map(found -> new HolderView.Platform(found.name(), clientId, found.filingNumber()))
        .orElseGet(() -> new HolderView.Platform(clientId, clientId, null));
  }
}
