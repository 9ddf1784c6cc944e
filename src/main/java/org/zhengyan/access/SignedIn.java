package org.zhengyan.access;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.Scope;

/**
 * Who is signed in, as the account stands now and not as it stood at the sign-in; page handlers take it as
 * a parameter.
 *
 * @param subject the authority's id, the agency's unified social credit code, or the operator's id
 * @param division where the authority acts; null in the other realms
 * @param sessionId names the session in lists and in the log; it opens nothing
 * @param roleUntil when the account ends; null for one without a term
 */
public record SignedIn(
    String accountId,
    PersonId person,
    Realm realm,
    String subject,
    @Nullable Division division,
    Set<Role> roles,
    String sessionId,
    @Nullable Instant roleUntil) {

  public SignedIn {
    roles = Set.copyOf(roles);
  }

  public boolean has(Role role) {
    return roles.contains(role);
  }

  public boolean hasAny(Role... some) {
    for (Role role : some) {
      if (roles.contains(role)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The actor that domain services take, under {@code account:} and the account's id. Rules of two persons
   * compare {@link #person}, so it does not help anybody to have two accounts, or an account and a client.
   */
  public Actor actor() {
    EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
    if (has(Role.CLERK)) {
      scopes.addAll(
          EnumSet.of(Scope.REGISTRY_SUBMIT, Scope.ISSUANCE_SUBMIT, Scope.REVOCATION_SUBMIT));
    }
    if (has(Role.REVIEWER)) {
      scopes.addAll(
          EnumSet.of(Scope.REGISTRY_APPROVE, Scope.ISSUANCE_APPROVE, Scope.REVOCATION_APPROVE));
    }
    return new Actor("account:" + accountId, person, subject, division, scopes);
  }
}
