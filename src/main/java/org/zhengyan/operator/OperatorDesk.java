package org.zhengyan.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;
import org.zhengyan.principal.Changes;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.Members;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.Proposal;
import org.zhengyan.principal.RandomId;

/**
 * Platforms as the people of an authority see them. The national authority admits and changes them, by two persons,
 * and decides what platforms propose of their clients; other authorities read.
 */
@Component
public class OperatorDesk {
  /** What is decided about platforms, the owner of one ({@code operatorOwner}) included. */
  private static final Set<String> TYPES =
      Set.of(
          "operator",
          "operatorOwner",
          "client",
          "clientKey",
          "clientRedirectUris",
          "clientSuspension",
          "clientReinstatement");

  private static final int NEWEST = 50;
  private static final int PAGE = 100;

  private final OperatorStore operators;
  private final OperatorChange type;
  private final OwnClients clients;
  private final Changes changes;

  OperatorDesk(OperatorStore operators, OperatorChange type, OwnClients clients, Changes changes) {
    this.operators = operators;
    this.type = type;
    this.clients = clients;
    this.changes = changes;
  }

  /** Whether this actor's authority decides about platforms. */
  public static boolean decides(Actor actor) {
    return Division.NATIONAL.equals(Approvals.requireAuthority(actor));
  }

  /** The rows of a page, newest first. */
  public List<Operator.Listed> list(Actor actor, PageRequest page) {
    Approvals.requireAuthority(actor);
    return operators.list(page);
  }

  /** @throws Refusal {@code not-found} */
  public Operator load(Actor actor, String id) {
    Approvals.requireAuthority(actor);
    return operators.load(id);
  }

  public Optional<Operator> find(String id) {
    return operators.find(id);
  }

  public List<Client> clients(Operator operator) {
    return clients.list(operator.id());
  }

  /**
   * Proposes a new platform, or another version of one.
   *
   * @param before null for a new one
   * @param state {@code active} or {@code suspended}; null for a new one
   * @throws Refusal {@code refused-by-rule}, {@code outside-division}
   */
  @Transactional
  public Change propose(
      Actor actor,
      @Nullable Operator before,
      @Nullable String name,
      @Nullable String filingNumber,
      @Nullable String state) {
    OperatorChange.Proposed proposed = proposed(name, filingNumber, state, before != null);
    return before == null
        ? changes.submit(actor, type, RandomId.next(), Division.NATIONAL, 0, proposed)
        : changes.submit(actor, type, before.id(), Division.NATIONAL, before.version(), proposed);
  }

  static OperatorChange.Proposed proposed(
      @Nullable String name, @Nullable String filingNumber, @Nullable String state, boolean change) {
    Members members = new Members();
    String checkedName = members.text("/name", name);
    String checkedNumber = members.optionalText("/filingNumber", filingNumber);
    String checkedState = members.state(state, change, "operator");
    members.check();
    return new OperatorChange.Proposed(checkedName, checkedNumber, checkedState);
  }

  /** What waits for a decision about any platform or client, newest first; nothing where nobody decides it. */
  public List<Change> waiting(Actor actor) {
    List<Change> waiting = new ArrayList<>();
    if (!decides(actor)) {
      return waiting;
    }
    PageRequest page = PageRequest.of(null, PAGE);
    List<Change> rows;
    do {
      rows = changes.list(actor, ChangeType.PRINCIPAL_CHANGE, Proposal.State.SUBMITTED, page);
      rows.stream().filter(OperatorDesk::ours).forEach(waiting::add);
      page = rows.isEmpty() ? page : PageRequest.of(Long.toString(rows.getLast().sequence()), PAGE);
    } while (rows.size() == PAGE);
    return waiting;
  }

  /** What was proposed of the platform and its clients lately, newest first. */
  public List<Change> changes(Actor actor, Operator operator) {
    if (!decides(actor)) {
      return List.of();
    }
    List<String> subjects =
        Stream.concat(Stream.of(operator.id()), clients(operator).stream().map(Client::id)).toList();
    return changes.ofOperator(operator.id(), subjects, NEWEST).stream().filter(OperatorDesk::ours).toList();
  }

  /**
   * One of these changes: no other principal change is shown or decided here.
   *
   * @throws Refusal {@code not-found}, {@code outside-division}
   */
  public Change change(Actor actor, String id) {
    Change change = changes.load(actor, ChangeType.PRINCIPAL_CHANGE, id);
    if (!ours(change)) {
      throw Refusal.of(Problem.NOT_FOUND, "there is no such change of a platform");
    }
    return change;
  }

  private static boolean ours(Change change) {
    return TYPES.contains(change.type());
  }
}
