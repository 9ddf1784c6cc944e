package org.zhengyan.verification;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.status.StatusLookup;

/** What can be done with a verification: ask, answer, look, cancel. {@link Endings} ends it. */
@Component
public class Verifications {
  private static final int NONCE_OCTETS = 32;
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final VerificationStore store;
  private final VerificationCommits commits;
  private final EventLog log;
  private final JustAsked justAsked;
  private final EvidenceJudge judge;
  private final DocumentEvidence documents;
  private final PaperEvidence papers;
  private final Endings endings;
  private final VerificationResponses responses;
  private final StatusLookup statuses;
  private final ServiceProperties service;
  private final VerificationProperties properties;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  Verifications(
      VerificationStore store,
      VerificationCommits commits,
      EventLog log,
      JustAsked justAsked,
      EvidenceJudge judge,
      DocumentEvidence documents,
      PaperEvidence papers,
      Endings endings,
      VerificationResponses responses,
      StatusLookup statuses,
      ServiceProperties service,
      VerificationProperties properties,
      Clock clock) {
    this.store = store;
    this.commits = commits;
    this.log = log;
    this.justAsked = justAsked;
    this.judge = judge;
    this.documents = documents;
    this.papers = papers;
    this.endings = endings;
    this.responses = responses;
    this.statuses = statuses;
    this.service = service;
    this.properties = properties;
    this.clock = clock;
  }

  /** A new session, and the secret of its link, which is told this once. */
  public record Created(Verification.Requested requested, String secret) {}

  /**
   * Opens a session for the platform's terms.
   *
   * @throws Refusal {@code unavailable} on a node that could not answer for a status now
   */
  public Created create(Actor platform, Terms terms) {
    requireServing();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant expires = now.plus(properties.life()).truncatedTo(ChronoUnit.SECONDS);
    VerificationId id = VerificationId.random(now, random);
    Challenge challenge =
        Challenge.of(
            service.publicUrl(),
            service.environment(),
            platform.displayName(),
            platform.clientId(),
            terms,
            id,
            nonce(),
            expires);
    Link.Fresh link = Link.create(random);
    Verification.Requested requested =
        new Verification.Requested(
            new Verification.Asked(id, platform.clientId(), terms, challenge, link.link(), now, expires),
            Verification.Progress.WAITING);
    Event created =
        Event.of(
            "verification.created",
            id.toString(),
            Map.of("client", platform.clientId(), "challenge", challenge.hash()));
    commits.open(new VerificationStore.Opening(requested.asked(), log.draft(created)));
    justAsked.add(requested.asked());
    return new Created(requested, link.secret());
  }

  /**
   * Judges the evidence and ends the session with the verdict.
   *
   * @throws Refusal {@code not-found}; {@code wrong-state} with the verification when it has ended;
   *     {@code unavailable} when no verdict is possible now, which leaves the session open
   */
  public Verification.Decided answer(Actor platform, String id, Evidence evidence) {
    Verification.Requested requested = toAnswer(platform, id);
    Evidence judged = evidence;
    Verdict verdict;
    if (evidence instanceof Evidence.Document document) {
      DocumentEvidence.Judged shown =
          documents.judge(requested.asked().terms(), platform.clientId(), document);
      judged = shown.evidence();
      verdict = shown.verdict();
    } else if (evidence instanceof Evidence.Paper paper) {
      verdict = papers.judge(requested.asked().terms(), paper);
    } else {
      verdict = judge(requested.asked(), evidence);
    }
    return endings
        .decide(requested, judged, verdict)
        .orElseThrow(() -> ended(platform, requested));
  }

  /** The one to be answered, as it was asked; whether it is still open shows when it ends. */
  private Verification.Requested toAnswer(Actor platform, String id) {
    return VerificationId.parse(id)
        .flatMap(parsed -> justAsked.take(parsed, platform.clientId(), clock.instant()))
        .map(asked -> new Verification.Requested(asked, Verification.Progress.WAITING))
        .orElseGet(() -> requireRequested(load(platform, id)));
  }

  /**
   * What the evidence is worth for that challenge at this moment; ends nothing.
   *
   * @throws Refusal {@code unavailable} when the status cannot be established
   */
  public Verdict judge(Verification.Asked asked, Evidence evidence) {
    return judge.judge(asked.terms(), asked.clientId(), asked.challenge(), evidence);
  }

  /**
   * Ends the session without an answer.
   *
   * @throws Refusal {@code not-found}; {@code wrong-state} with the verification when it has ended
   */
  Verification.Cancelled cancel(Actor platform, String id) {
    Verification.Requested requested = requireRequested(load(platform, id));
    return endings.cancel(requested).orElseThrow(() -> ended(platform, requested));
  }

  /** Whosever it is: for those who showed that they may know of it. */
  public Optional<Verification> find(VerificationId id) {
    return store.find(id);
  }

  /**
   * As it stands now: one whose time is over is ended first, as the holder is told that it is over.
   *
   * @throws Refusal {@code not-found} for an id that is none, that is unknown, or that is another
   *     client's
   */
  public Verification load(Actor platform, String id) {
    Verification found = stored(platform, id);
    if (found instanceof Verification.Requested requested
        && !clock.instant().isBefore(requested.asked().expiresAt())) {
      endings.expire(requested);
      return stored(platform, id);
    }
    return found;
  }

  private Verification stored(Actor platform, String id) {
    return VerificationId.parse(id)
        .flatMap(parsed -> store.find(parsed, platform.clientId()))
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "this client has no verification " + shown(id)));
  }

  public Verification.Requested requireRequested(Verification verification) {
    if (verification instanceof Verification.Requested requested) {
      return requested;
    }
    throw conflict(verification);
  }

  /** What to say when the conditional update found nothing: it ended meanwhile, or its time is over. */
  public Refusal ended(Actor platform, Verification.Requested requested) {
    String id = requested.asked().id().toString();
    if (stored(platform, id) instanceof Verification.Requested open) {
      endings.expire(open);
    }
    return conflict(stored(platform, id));
  }

  private Refusal conflict(Verification verification) {
    return Refusal.conflict(
        Problem.WRONG_STATE,
        "the verification is " + verification.state() + " and stays so; create a new one",
        responses.of(verification));
  }

  private void requireServing() {
    String because = statuses.unavailableBecause();
    if (because != null) {
      throw Refusal.unavailable(because, RETRY, null);
    }
  }

  private String nonce() {
    byte[] octets = new byte[NONCE_OCTETS];
    random.nextBytes(octets);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  private static String shown(String id) {
    return id.length() <= 36 && id.chars().allMatch(c -> c > 0x20 && c < 0x7f) ? id : "of that id";
  }
}
