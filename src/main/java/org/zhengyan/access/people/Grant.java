package org.zhengyan.access.people;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.PersonId;
import org.zhengyan.registry.Uscc;

/**
 * That a person acts for a body, for a scope and a term.
 *
 * @param until exclusive; null without an end, which no contractor has
 * @param grantedBy the id of the grant that granted it, or of the authority's change
 * @param end null while nobody and nothing ended it
 * @param standing on the database's clock, when it was read
 */
public record Grant(
    String id,
    long sequence,
    Uscc uscc,
    GrantRole role,
    PersonId person,
    boolean contractor,
    GrantScope scope,
    Instant from,
    @Nullable Instant until,
    String grantedBy,
    Instant grantedAt,
    @Nullable End end,
    Standing standing) {
  private static final String LABEL = "grant:";

  /** Where a grant stands on the database's clock; past its term it has ended, swept or not. */
  public enum Standing {
    COMING,
    ACTIVE,
    ENDED;

    static Standing ofColumn(String column) {
      return valueOf(column.toUpperCase(Locale.ROOT));
    }
  }

  /** Why a grant ended. */
  public enum EndReason {
    REMOVED("removed"),
    HANDED_OVER("handedOver"),
    TERM_OVER("termOver"),
    BODY_ENDED("bodyEnded");

    private final String wire;

    EndReason(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }

    static EndReason ofWire(String wire) {
      for (EndReason reason : values()) {
        if (reason.wire.equals(wire)) {
          return reason;
        }
      }
      throw new IllegalArgumentException("a grant does not end by " + wire);
    }
  }

  /**
   * How it ended.
   *
   * @param by the person who ended it; null when nobody did
   */
  public record End(Instant at, @Nullable PersonId by, EndReason reason) {}

  public boolean active() {
    return standing == Standing.ACTIVE;
  }

  /** The label that the applications and certificates of this person carry. */
  public String holder() {
    return LABEL + id;
  }

  /** The id of the grant that a certificate's label names; empty for labels of another kind. */
  public static Optional<String> idOf(@Nullable String holder) {
    return holder != null && holder.matches(LABEL + "[0-9a-f]{32}")
        ? Optional.of(holder.substring(LABEL.length()))
        : Optional.empty();
  }
}
