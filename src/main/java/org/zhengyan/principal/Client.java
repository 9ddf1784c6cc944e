package org.zhengyan.principal;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth 2.0 client as it stands.
 *
 * @param owner the person behind it: what "two persons" compares
 * @param authorityId the authority that it belongs to, or null
 * @param operatorId the platform operator that it belongs to, or null; exactly one of the two is set
 * @param displayName the registered name of that authority or operator
 * @param division where its authority acts; null for an operator's client
 * @param state its own state
 * @param redirectUris where a browser may be sent with an answer for it; none for most
 * @param active true when neither it nor its authority or operator is suspended
 */
public record Client(
    String id,
    PersonId owner,
    @Nullable String authorityId,
    @Nullable String operatorId,
    String displayName,
    @Nullable Division division,
    Set<Scope> scopes,
    List<String> redirectUris,
    State state,
    boolean active,
    List<ClientKey> keys) {

  /** A suspended client stops within a second, with the tokens that it already has. */
  public enum State {
    ACTIVE("active"),
    SUSPENDED("suspended");

    private final String wire;

    State(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }
  }

  /** The scopes that a client of an operator may have; an authority's client has the others. */
  public static final Set<Scope> OPERATOR_SCOPES =
      Set.copyOf(EnumSet.of(Scope.VERIFICATION, Scope.MATCH, Scope.STATUS));

  public Client {
    scopes = Set.copyOf(scopes);
    redirectUris = List.copyOf(redirectUris);
    keys = List.copyOf(keys);
  }

  /** The key of that name, if it is accepted at that moment. */
  public Optional<ClientKey> key(String kid, Instant now) {
    for (ClientKey key : keys) {
      if (key.kid().equals(kid) && key.acceptedAt(now)) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  /** Whose quota its requests count against: its operator's, or its own for an authority's client. */
  public String quotaHolder() {
    return operatorId == null ? id : operatorId;
  }

  /** The client as it acts with a token that carries these scopes: no more than it may have today. */
  public Actor actor(Collection<Scope> granted) {
    EnumSet<Scope> both = EnumSet.noneOf(Scope.class);
    for (Scope scope : granted) {
      if (scopes.contains(scope)) {
        both.add(scope);
      }
    }
    return new Actor(id, owner, displayName, division, both);
  }
}
