package org.zhengyan.principal;

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

  /** The state as the API says it: {@code submitted}, {@code applied} or {@code refused}. */
  public String state() {
    return switch (proposal.state()) {
      case SUBMITTED -> "submitted";
      case APPROVED -> "applied";
      case REFUSED -> "refused";
    };
  }

  /** What is proposed, read back. */
  public <T> T proposedAs(Class<T> type) {
    return CanonicalJson.read(proposed, type);
  }
}
