package org.zhengyan.access.people;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.By;
import org.zhengyan.access.people.Grant.EndReason;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.document.download.NamedDownloads;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PersonStore;
import org.zhengyan.principal.RandomId;
import org.zhengyan.registry.Uscc;

/**
 * The people of a body: who appoints whom, for how long, and what follows when it ends.
 *
 * <p>The acting person is asked for anew in the transaction of each act, so that nobody acts on a grant
 * that ended meanwhile. Grants of other bodies do not exist for anybody. Every step writes its event, with
 * ids and times, never a name.
 */
@Component
public class People {
  /** More than any body appoints; the list says so when it is full. */
  public static final int MOST = 500;

  private final GrantStore grants;
  private final GrantRules rules;
  private final GrantCertificates certificates;
  private final GrantAccounts accounts;
  private final NamedDownloads downloads;
  private final PersonStore persons;
  private final EventLog log;
  private final ApplicationEventPublisher publisher;

  People(
      GrantStore grants,
      GrantRules rules,
      GrantCertificates certificates,
      GrantAccounts accounts,
      NamedDownloads downloads,
      PersonStore persons,
      EventLog log,
      ApplicationEventPublisher publisher) {
    this.grants = grants;
    this.rules = rules;
    this.certificates = certificates;
    this.accounts = accounts;
    this.downloads = downloads;
    this.persons = persons;
    this.log = log;
    this.publisher = publisher;
  }

  /** The grant by which the person acts for that body now. */
  public Optional<Grant> activeGrant(PersonId person, Uscc uscc) {
    return grants.findOpen(person, uscc).filter(Grant::active);
  }

  /** All of a body, those that go on first; at most {@link #MOST}. */
  public List<Grant> list(Uscc uscc) {
    return grants.list(uscc, MOST);
  }

  /**
   * One of that body.
   *
   * @throws Refusal {@code not-found}, also for another body's
   */
  public Grant load(Uscc uscc, String id) {
    return grants
        .find(id)
        .filter(grant -> grant.uscc().equals(uscc))
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such person of this body"));
  }

  /** The certificates that end with the grant. */
  @Transactional(readOnly = true)
  public List<IssuedCertificate> certificates(Grant grant) {
    return certificates.unrevoked(grant);
  }

  /**
   * Appoints a person.
   *
   * @throws Refusal {@code forbidden} when the acting person does not appoint this role; {@code
   *     refused-by-rule} with every rule that the request breaks
   */
  @Transactional
  public Grant appoint(PersonId by, Uscc uscc, GrantRequest request) {
    Grant appointer = requireActing(by, uscc);
    rules.requireAppoints(appointer, request.role());
    rules.check(appointer, request);
    String name = CallerText.require(request.name() == null ? "" : request.name(), "/name");
    Grant grant = insert(uscc, request, persons.add(name), appointer.id());
    record("grant.made", grant, by, Map.of());
    return grant;
  }

  /**
   * Moves the end of a term, either way; not into the past, which is an end.
   *
   * @throws Refusal {@code forbidden}, {@code not-found}, {@code wrong-state}, {@code refused-by-rule}
   */
  @Transactional
  public Grant extend(PersonId by, Uscc uscc, String id, @Nullable Instant until) {
    Grant acting = requireActing(by, uscc);
    Grant before = requireBelow(acting, load(uscc, id));
    rules.checkTerm(acting, before.contractor(), before.from(), until);
    Grant after = grants.extend(id, until).orElseThrow(People::ended);
    accounts.extend(By.of(by), after);
    record("grant.extended", after, by, Map.of());
    return after;
  }

  /**
   * A code with which the person takes their account; shown once, and the one before it is void.
   *
   * @throws Refusal {@code forbidden}, {@code not-found}; {@code wrong-state} when they have their factors
   */
  @Transactional
  public Accounts.Invitation invite(PersonId by, Uscc uscc, String id) {
    Grant acting = requireActing(by, uscc);
    Grant other = requireBelow(acting, load(uscc, id));
    requireWithin(acting, other);
    requireBelow(acting, grants.lock(id).orElseThrow()); // whoever ends it ends the account that is made here
    return accounts.invite(By.of(by), other);
  }

  /**
   * Passes when the person acts for that body now, for all that the other one acts for.
   *
   * @throws Refusal {@code forbidden}: a manager of one department keeps nobody of another
   */
  public void requireKeeps(PersonId by, Uscc uscc, PersonId other) {
    Grant acting = requireActing(by, uscc);
    grants.findOpen(other, uscc).ifPresent(grant -> requireWithin(acting, grant));
  }

  /**
   * Passes for somebody who acts for that body, or will, to the end of the caller's transaction: whoever ends
   * that waits, and finds what was done for the person.
   *
   * @throws Refusal {@code wrong-state}
   */
  public void requireStays(Uscc uscc, PersonId person) {
    Grant grant = grants.findOpen(person, uscc).flatMap(open -> grants.lock(open.id())).orElseThrow(People::ended);
    if (grant.standing() == Grant.Standing.ENDED) {
      throw ended();
    }
  }

  private static void requireWithin(Grant acting, Grant other) {
    if (!acting.scope().contains(other.scope())) {
      throw Refusal.of(Problem.FORBIDDEN, "this person acts for more than you do");
    }
  }

  /** Whether the person has taken their account: empty when nobody invited them yet. */
  @Transactional(readOnly = true)
  public Optional<Account.State> account(Grant grant) {
    return accounts.find(grant).map(Account::state);
  }

  /**
   * What an end led to.
   *
   * @param revoked the number of certificates
   */
  public record Ended(Grant grant, int revoked) {}

  /** Removes a person: their certificates are revoked in this transaction. */
  @Transactional
  public Ended remove(PersonId by, Uscc uscc, String id) {
    Grant acting = requireActing(by, uscc);
    Grant leaving = load(uscc, id);
    requireBelow(acting, leaving);
    return end(leaving, by, EndReason.REMOVED).orElseThrow(People::ended);
  }

  /**
   * Hands a person's role, scope and term over to a new person, who starts without a certificate. It is a
   * grant like any other: nobody gives away by it what they may not grant.
   *
   * @param name of the new person
   * @throws Refusal {@code forbidden}, {@code not-found}, {@code wrong-state}, {@code refused-by-rule}
   */
  @Transactional
  public Grant handOver(PersonId by, Uscc uscc, String id, @Nullable String name) {
    Grant acting = requireActing(by, uscc);
    Grant leaving = requireBelow(acting, load(uscc, id));
    String checked = CallerText.require(name == null ? "" : name, "/name");
    GrantRequest same =
        new GrantRequest(
            checked,
            leaving.role(),
            leaving.contractor(),
            leaving.scope(),
            leaving.standing() == Grant.Standing.COMING ? leaving.from() : null,
            leaving.until());
    rules.check(acting, same);
    if (end(leaving, by, EndReason.HANDED_OVER).isEmpty()) {
      throw ended();
    }
    Grant grant = insert(uscc, same, persons.add(checked), acting.id());
    record("grant.made", grant, by, Map.of("handedOverFrom", leaving.id()));
    return grant;
  }

  /** Ends a grant and all that hangs on it, in the caller's transaction; empty when it has ended. */
  Optional<Ended> end(Grant grant, @Nullable PersonId by, EndReason why) {
    certificates.lock();
    return grants
        .end(grant.id(), by, why)
        .map(
            ended -> {
              int revoked = certificates.withdraw(ended, why);
              downloads.voidOf(ended.uscc(), ended.holder());
              accounts.retire(By.of(by), ended);
              record(
                  "grant.ended",
                  ended,
                  by,
                  Map.of("reason", why.wire(), "certificates", Integer.toString(revoked)));
              publisher.publishEvent(new GrantEnded(ended));
              return new Ended(ended, revoked);
            });
  }

  /** The grant by which somebody acts, or 403: it may have ended since the page was shown. */
  Grant requireActing(PersonId by, Uscc uscc) {
    return activeGrant(by, uscc)
        .orElseThrow(() -> Refusal.of(Problem.FORBIDDEN, "you do not act for this body now"));
  }

  void record(String type, Grant grant, @Nullable PersonId by, Map<String, String> more) {
    Map<String, String> members = new HashMap<>(more);
    members.put("uscc", grant.uscc().value());
    members.put("role", grant.role().wire());
    members.put("person", grant.person().value());
    members.put("by", by == null ? "" : by.value());
    members.put("from", grant.from().toString());
    Instant until = grant.until();
    members.put("until", until == null ? "" : until.toString());
    log.append(Event.of(type, grant.id(), members));
  }

  private Grant insert(Uscc uscc, GrantRequest request, PersonId person, String grantedBy) {
    Supplier<Refusal> taken =
        () -> Refusal.of(Problem.WRONG_STATE, "the person acts for this body already");
    return grants
        .insert(
            RandomId.next(),
            uscc,
            request.role(),
            person,
            request.contractor(),
            request.scope(),
            request.from(),
            request.until(),
            grantedBy)
        .orElseThrow(taken);
  }

  private static Grant requireBelow(Grant acting, Grant other) {
    if (!acting.role().removes(other.role())) {
      throw Refusal.of(Problem.FORBIDDEN, "only a person of a higher role does this");
    }
    if (other.standing() == Grant.Standing.ENDED) {
      throw ended();
    }
    return other;
  }

  private static Refusal ended() {
    return Refusal.of(Problem.WRONG_STATE, "this person's term has ended");
  }
}
