package org.zhengyan.principal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;

/**
 * Changes by two persons: what is proposed is kept, and applied by its {@link ChangeType} in the
 * transaction of the approval.
 *
 * <p>The digest is SHA-256 over the canonical JSON (RFC 8785) of {@code base}, {@code kind}, {@code
 * proposed}, {@code subject} and {@code type}: an approval that names it approves exactly this, made
 * against exactly that version. Every step writes its event, with ids and hashes only.
 */
@Component
public class Changes implements LapsingProposals {
  private static final String SELECT =
      "SELECT "
          + Approvals.COLUMNS
          + ", sequence, type, base_version, proposed FROM proposal JOIN proposed_change USING (id)";

  private final JdbcTemplate jdbc;
  private final Approvals approvals;
  private final EventLog log;
  private final TransactionOperations transactions;
  private final Map<String, ChangeType> types = new HashMap<>();

  public Changes(
      JdbcTemplate jdbc,
      Approvals approvals,
      EventLog log,
      TransactionOperations transactions,
      List<ChangeType> types) {
    this.jdbc = jdbc;
    this.approvals = approvals;
    this.log = log;
    this.transactions = transactions;
    for (ChangeType type : types) {
      if (this.types.put(key(type.kind(), type.type()), type) != null) {
        throw new IllegalStateException("two types of change by one name: " + type.type());
      }
    }
  }

  /**
   * Proposes a change; the same person proposing the same again while it waits gets the same change.
   *
   * @param division where it is decided: it must lie within the actor's
   * @param proposed a record of strings, integers, booleans, dates and lists
   * @throws Refusal {@code outside-division}
   */
  public Change submit(
      Actor actor,
      ChangeType type,
      String subject,
      Division division,
      int baseVersion,
      Object proposed) {
    Approvals.requireActsIn(actor, division);
    return submitOwn(actor, type, subject, division, baseVersion, proposed);
  }

  /**
   * Proposes a change of a thing of the actor's own, as {@link Approvals#submitOwn}: an operator's people
   * propose, the authority decides.
   */
  public Change submitOwn(
      Actor actor,
      ChangeType type,
      String subject,
      Division division,
      int baseVersion,
      Object proposed) {
    String body = CanonicalJson.write(proposed);
    String digest =
        ProposalDigest.sha256(
            CanonicalJson.write(
                Map.of(
                    "base", baseVersion,
                    "kind", type.kind(),
                    "proposed", proposed,
                    "subject", subject,
                    "type", type.type())));
    List<Change> waiting =
        jdbc.query(
            SELECT
                + " WHERE proposal.kind = ? AND subject = ? AND digest = ? AND state = 'submitted'"
                + " AND lapsed_at IS NULL AND submitted_by = ? AND submitted_by_client = ? ORDER BY sequence LIMIT 1",
            Changes::change,
            type.kind(),
            subject,
            digest,
            actor.owner().value(),
            actor.clientId());
    if (!waiting.isEmpty()) {
      return waiting.getFirst();
    }
    Proposal proposal = approvals.submitOwn(actor, type.kind(), subject, division, digest);
    jdbc.update(
        "INSERT INTO proposed_change (id, kind, type, base_version, proposed)"
            + " VALUES (?, ?, ?, ?, ?)",
        proposal.id(),
        type.kind(),
        type.type(),
        baseVersion,
        body);
    record(type.noun() + ".submitted", type, proposal, actor);
    return find(type.kind(), proposal.id());
  }

  /**
   * A change in the divisions where the actor's authority acts.
   *
   * @throws Refusal {@code not-found}, {@code outside-division}
   */
  public Change load(Actor actor, String kind, String id) {
    Approvals.requireAuthority(actor);
    Change change = find(kind, id);
    Approvals.requireActsIn(actor, change.proposal().division());
    return change;
  }

  /**
   * Approves and applies.
   *
   * @param digest what the approver saw; null accepts the change as it stands
   * @throws Refusal those of {@link Approvals#approve} and of {@link ChangeType#apply}
   */
  public Change approve(Actor actor, String kind, String id, @Nullable String digest) {
    Proposal approval = approvals.approve(actor, kind, id, digest);
    Change change = find(kind, id);
    ChangeType type = type(change);
    type.apply(change);
    record(type.appliedEvent(), type, approval, actor);
    return change;
  }

  /** Refuses; the reason is kept and what was proposed never happens. */
  public Change refuse(Actor actor, String kind, String id, String reason) {
    Proposal refusal = approvals.refuse(actor, kind, id, reason);
    Change change = find(kind, id);
    ChangeType type = type(change);
    record(type.noun() + ".refused", type, refusal, actor);
    return change;
  }

  /**
   * Runs a decision outside of any transaction; when the change is in another state by then, the
   * refusal shows the change as it stands. A change that nobody decided and that can no longer be
   * applied, since what it was made against has gone, lapses with that.
   *
   * @param response how the change goes out
   */
  public <T> T showingConflicts(
      Actor actor, String kind, String id, Function<Change, Object> response, Supplier<T> decision) {
    try {
      return decision.get();
    } catch (Refusal refusal) {
      if (refusal.problem() != Problem.WRONG_STATE) {
        throw refusal;
      }
      if (load(actor, kind, id).proposal().state() == Proposal.State.SUBMITTED) {
        transactions.executeWithoutResult(
            status -> approvals.lapse(kind, id, refusal.detail()).ifPresent(this::lapsed));
      }
      throw Refusal.conflict(
          Problem.WRONG_STATE, refusal.detail(), response.apply(load(actor, kind, id)));
    }
  }

  /**
   * The rows of a page of the changes in the divisions where the actor's authority acts, newest first.
   *
   * @param state null for all
   */
  public List<Change> list(
      Actor actor, String kind, Proposal.@Nullable State state, PageRequest page) {
    return list(actor, null, kind, state, page);
  }

  /** The same of a division below the actor's authority; null for all of it. */
  public List<Change> list(
      Actor actor,
      @Nullable Division division,
      String kind,
      Proposal.@Nullable State state,
      PageRequest page) {
    List<Object> arguments = new ArrayList<>();
    arguments.add(kind);
    arguments.add(Approvals.within(actor, division).prefix() + "%");
    arguments.add(page.before());
    if (state != null) {
      arguments.add(state.name().toLowerCase(Locale.ROOT));
    }
    arguments.add(page.limit());
    return jdbc.query(
        SELECT
            + " WHERE proposed_change.kind = ? AND division LIKE ? AND sequence < ?"
            + (state == null ? "" : " AND CASE WHEN lapsed_at IS NULL THEN state ELSE 'lapsed' END = ?")
            + " ORDER BY sequence DESC LIMIT ?",
        Changes::change,
        arguments.toArray());
  }

  /**
   * The newest changes of these clients, and of clients that are to be the operator's. Principals change
   * seldom, so all changes of them are looked through.
   */
  public List<Change> ofOperator(String operatorId, List<String> clientIds, int limit) {
    return jdbc.query(
        SELECT
            + " WHERE proposed_change.kind = 'principal-change' AND (subject = ANY (?)"
            + " OR type = 'client' AND proposed::jsonb ->> 'operator' = ?) ORDER BY sequence DESC LIMIT ?",
        Changes::change,
        clientIds.toArray(String[]::new),
        operatorId,
        limit);
  }

  @Override
  public Set<String> kinds() {
    return types.values().stream().map(ChangeType::kind).collect(Collectors.toSet());
  }

  @Override
  public void lapsed(Proposal proposal) {
    Change change = find(proposal.kind(), proposal.id());
    ChangeType type = type(change);
    log.append(
        Event.of(
            type.noun() + ".lapsed",
            proposal.subject(),
            Map.of(
                "change", proposal.id(),
                "type", type.type(),
                "digest", proposal.digest(),
                "division", proposal.division().code())));
  }

  private Change find(String kind, String id) {
    return jdbc
        .query(SELECT + " WHERE id = ? AND proposal.kind = ?", Changes::change, id, kind)
        .stream()
        .findFirst()
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such change"));
  }

  private ChangeType type(Change change) {
    ChangeType type = types.get(key(change.proposal().kind(), change.type()));
    if (type == null) {
      throw new IllegalStateException("nobody applies changes of type " + change.type());
    }
    return type;
  }

  private void record(String event, ChangeType type, Proposal proposal, Actor actor) {
    log.append(
        Event.of(
            event,
            proposal.subject(),
            Map.of(
                "change", proposal.id(),
                "type", type.type(),
                "digest", proposal.digest(),
                "division", proposal.division().code(),
                "by", actor.owner().value(),
                "client", actor.clientId())));
  }

  private static String key(String kind, String type) {
    return kind + '/' + type;
  }

  private static Change change(ResultSet row, int n) throws SQLException {
    return new Change(
        Approvals.proposal(row),
        row.getLong("sequence"),
        row.getString("type"),
        row.getInt("base_version"),
        row.getString("proposed"));
  }
}
