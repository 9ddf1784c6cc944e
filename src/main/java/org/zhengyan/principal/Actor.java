package org.zhengyan.principal;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who acts in a request: a client, the person who owns it, and where it may act.
 *
 * <p>Controllers take it as a parameter; {@code web} makes it from the access token and the client's
 * present state, never from the request.
 *
 * @param clientId the OAuth 2.0 client
 * @param owner the recorded owner of the client: what "two persons" compares
 * @param displayName the registered name: of the platform, for an operator's client
 * @param division of the authority that the client belongs to; null for an operator's client
 * @param scopes what this token carries
 */
public record Actor(
    String clientId,
    PersonId owner,
    String displayName,
    @Nullable Division division,
    Set<Scope> scopes) {
  public Actor {
    scopes = Set.copyOf(scopes);
  }

  public boolean has(Scope scope) {
    return scopes.contains(scope);
  }
}
