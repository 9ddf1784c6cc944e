package org.zhengyan.access.staff;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.zhengyan.access.Realm;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;

/**
 * What was asked for an account of a body or a platform, and what became of it.
 *
 * @param position grows with each; what lists are ordered and paged by
 * @param person whose account it is
 * @param subject the body's code or the operator's id, and {@code name} what it is called
 * @param division whose authority decides
 * @param deviceId the only device; null for any. {@code device} is the browser and its number
 * @param reason in the asker's words; no name
 * @param change by which two persons decide; null until a clerk accepted
 * @param refusal why not; null unless it was refused or lapsed
 */
public record OverseasAsked(
    String id,
    long position,
    String accountId,
    String login,
    PersonId person,
    Realm realm,
    String subject,
    String name,
    Division division,
    @Nullable String deviceId,
    @Nullable String device,
    Instant from,
    Instant to,
    String reason,
    PersonId askedBy,
    Instant askedAt,
    @Nullable String change,
    @Nullable String refusal,
    Standing standing) {

  /** Where it stands on the database's clock. */
  public enum Standing {
    /** A clerk's turn. */
    ASKED,
    /** The second person's turn. */
    SUBMITTED,
    REFUSED,
    /** Nobody decided in time, or what it was made for had gone. */
    LAPSED,
    WITHDRAWN,
    COMING,
    ACTIVE,
    /** Its device is no longer one of the account. */
    IDLE,
    OVER;

    /** Whether it was given, and not for a term that is over. */
    public boolean given() {
      return switch (this) {
        case COMING, ACTIVE, IDLE -> true;
        case ASKED, SUBMITTED, REFUSED, LAPSED, WITHDRAWN, OVER -> false;
      };
    }

    /** Whether there is something to withdraw. */
    public boolean open() {
      return given() || this == ASKED || this == SUBMITTED;
    }
  }
}
