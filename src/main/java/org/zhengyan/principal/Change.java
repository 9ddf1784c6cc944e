package org.zhengyan.principal;

import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * A proposal together with what it proposes; made by {@link Changes} alone.
 *
 * @param sequence grows with every change: what lists are ordered and paged by
 * @param baseVersion the version that the proposer saw; 0 for something new
 * @param proposed canonical JSON (RFC 8785), covered by the proposal's digest
 */
public record Change(
    Proposal proposal, long sequence, String type, int baseVersion, String proposed) {

  public String id() {
    return proposal.id();
  }

  /** The state as the API says it: {@code submitted}, {@code applied}, {@code refused}, {@code lapsed}. */
  public String state() {
    return switch (proposal.state()) {
      case SUBMITTED -> "submitted";
      case APPROVED -> "applied";
      case REFUSED -> "refused";
      case LAPSED -> "lapsed";
    };
  }

  /**
   * The state that the query parameter {@code state} names; null for all.
   *
   * @throws Refusal {@code malformed}
   */
  public static Proposal.@Nullable State stateOf(@Nullable String wire) {
    return switch (wire) {
      case null -> null;
      case "submitted" -> Proposal.State.SUBMITTED;
      case "applied" -> Proposal.State.APPROVED;
      case "refused" -> Proposal.State.REFUSED;
      case "lapsed" -> Proposal.State.LAPSED;
      default ->
          throw Refusal.of(Problem.MALFORMED, "The state is submitted, applied, refused or lapsed");
    };
  }

  /** What is proposed, read back. */
  public <T> T proposedAs(Class<T> type) {
    return CanonicalJson.read(proposed, type);
  }
}
