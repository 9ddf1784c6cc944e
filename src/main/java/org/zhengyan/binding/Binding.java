package org.zhengyan.binding;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.zhengyan.registry.Uscc;
import org.zhengyan.verification.ActionType;

/**
 * Something that a body proved to be its own on an operator's platform.
 *
 * <p>{@code active → repudiated | ended}; the last two are terminal, and the database lets neither change.
 */
public sealed interface Binding {

  Bound bound();

  /** The name of the state on the wire and in the database. */
  String state();

  /**
   * What stays the same through all states.
   *
   * @param sequence its place in lists
   * @param since when it was first proved
   */
  record Bound(
      UUID id,
      long sequence,
      Uscc uscc,
      String operatorId,
      ActionType type,
      String identifier,
      String subject,
      @Nullable String digest,
      Instant since,
      Proof proof) {}

  /**
   * The newest proof.
   *
   * @param certificate the serial in lower-case hex
   * @param verification null when it came in a batch
   * @param batch null when it came in a verification
   * @param times how often it was proved
   */
  record Proof(
      Instant verifiedAt, String certificate, @Nullable UUID verification, @Nullable UUID batch, int times) {}

  record Active(Bound bound) implements Binding {
    @Override
    public String state() {
      return "active";
    }
  }

  /** The body said that it is not its own. */
  record Repudiated(Bound bound, Instant at, String by) implements Binding {
    @Override
    public String state() {
      return "repudiated";
    }
  }

  /** The operator said that it is no more. */
  record Ended(Bound bound, Instant at, EndReason reason) implements Binding {
    @Override
    public String state() {
      return "ended";
    }
  }
}
