package org.zhengyan.operator;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;
import org.zhengyan.principal.Changes;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.ClientStore;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PublicJwk;
import org.zhengyan.principal.RedirectUri;
import org.zhengyan.principal.Scope;

/**
 * What an operator's own people see and propose of its clients. They propose, a person of the national
 * authority decides: two persons, as ever, and one of them not the operator's (ADR 177).
 */
@Component
public class OwnClients {
  private static final String ID = "[a-z0-9][a-z0-9-]{2,63}";
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);
  private static final int MOST_URIS = 10;
  private static final int CHANGES = 50;

  private final ClientStore clients;
  private final OperatorStore operators;
  private final Changes changes;
  private final ClientAdmission admission;
  private final ClientKeyAddition keyAddition;
  private final ClientStateChange suspension;
  private final RedirectUriChange redirectUris;
  private final ServiceProperties service;

  OwnClients(
      ClientStore clients,
      OperatorStore operators,
      Changes changes,
      ClientAdmission admission,
      ClientKeyAddition keyAddition,
      @Qualifier("clientSuspension") ClientStateChange suspension,
      RedirectUriChange redirectUris,
      ServiceProperties service) {
    this.clients = clients;
    this.operators = operators;
    this.changes = changes;
    this.admission = admission;
    this.keyAddition = keyAddition;
    this.suspension = suspension;
    this.redirectUris = redirectUris;
    this.service = service;
  }

  /** The operator's registered name. */
  public String name(String operator) {
    return operators.load(operator).name();
  }

  public List<Client> list(String operator) {
    return clients.listOfOperator(operator);
  }

  /** @throws Refusal {@code not-found} for another operator's too */
  public Client load(String operator, String id) {
    return clients
        .find(id)
        .filter(client -> operator.equals(client.operatorId()))
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "this operator has no client of that id"));
  }

  /** What was proposed of its clients lately, newest first, whoever proposed it. */
  public List<Change> changes(String operator) {
    return changes.ofOperator(operator, list(operator).stream().map(Client::id).toList(), CHANGES);
  }

  @Transactional
  public Change propose(Actor actor, String operator, String id, Set<Scope> scopes, PublicJwk key) {
    if (!id.matches(ID)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/id",
          "id-invalid",
          "an id has 3 to 64 lower-case letters, digits and hyphens, no hyphen first");
    }
    if (clients.find(id).isPresent()) {
      throw Refusal.member(Problem.REFUSED_BY_RULE, "/id", "id-taken", "there is a client of that id");
    }
    if (scopes.isEmpty() || !Client.OPERATOR_SCOPES.containsAll(scopes)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/scopes",
          "scope-invalid",
          "an operator's client has verification, match and status");
    }
    List<String> wires = scopes.stream().map(Scope::wire).sorted().toList();
    return submit(
        actor,
        admission,
        id,
        0,
        new ClientAdmission.Proposed(actor.owner().value(), null, null, operator, wires, members(key)));
  }

  @Transactional
  public Change proposeKey(Actor actor, String operator, String id, PublicJwk key, Duration overlap) {
    load(operator, id);
    if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/overlap", "overlap-invalid", "the overlap is between PT0S and P30D");
    }
    return submit(
        actor,
        keyAddition,
        id,
        clients.version(id, ClientStore.Part.KEYS),
        new ClientKeyAddition.Proposed(members(key), overlap.toString()));
  }

  @Transactional
  public Change proposeSuspension(Actor actor, String operator, String id, String reason) {
    if (load(operator, id).state() == Client.State.SUSPENDED) {
      throw Refusal.of(Problem.WRONG_STATE, "the client is in that state already");
    }
    Optional<CallerText.Fault> fault = CallerText.fault(reason);
    if (reason.isBlank() || fault.isPresent()) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/reason",
          "reason-missing",
          fault.map(CallerText.Fault::sentence).orElse("a suspension has a reason"));
    }
    int base = clients.version(id, ClientStore.Part.STATE);
    return submit(actor, suspension, id, base, new ClientStateChange.Proposed(reason));
  }

  /** How often its redirect URIs were changed: what a form of them begins with. */
  public int redirectVersion(Client client) {
    return clients.version(client.id(), ClientStore.Part.REDIRECT_URIS);
  }

  /**
   * Proposes another list of redirect URIs.
   *
   * @param base the version of the list that the proposer saw
   * @throws Refusal {@code wrong-state} when that is no longer the list; {@code refused-by-rule}, {@code not-found}
   */
  @Transactional
  public Change proposeRedirectUris(Actor actor, String operator, String id, int base, List<String> uris) {
    Client client = load(operator, id);
    boolean fit =
        uris.size() <= MOST_URIS
            && uris.size() == Set.copyOf(uris).size()
            && uris.stream().allMatch(uri -> RedirectUri.acceptable(uri, service.environment()));
    if (!fit) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/redirectUris",
          "url-invalid",
          "at most " + MOST_URIS + " absolute https URLs in their plain form, each once");
    }
    if (base != redirectVersion(client)) {
      throw Refusal.member(
          Problem.WRONG_STATE,
          "/redirectUris",
          "addresses-changed",
          "the addresses were changed since: look at them and propose again");
    }
    return submit(actor, redirectUris, id, base, new RedirectUriChange.Proposed(uris));
  }

  private Change submit(Actor actor, ChangeType type, String subject, int base, Object proposed) {
    return changes.submitOwn(actor, type, subject, Division.NATIONAL, base, proposed);
  }

  private static PublicJwk.Members members(PublicJwk key) {
    return new PublicJwk.Members(key.kty(), key.crv(), key.x(), key.y(), key.kid(), key.use(), key.alg());
  }
}
