package org.zhengyan.operator;

import java.util.List;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;
import org.zhengyan.principal.ClientStore;

/** Where browsers may be sent for a client; the list replaces the one that its proposer saw, and no other. */
@Component
class RedirectUriChange implements ChangeType {

  record Proposed(List<String> redirectUris) {}

  private final ClientStore clients;

  RedirectUriChange(ClientStore clients) {
    this.clients = clients;
  }

  @Override
  public String kind() {
    return PRINCIPAL_CHANGE;
  }

  @Override
  public String type() {
    return "clientRedirectUris";
  }

  @Override
  public String noun() {
    return "client-redirect-uris";
  }

  @Override
  public String appliedEvent() {
    return "client-redirect-uris.changed";
  }

  @Override
  public void apply(Change change) {
    String id = change.proposal().subject();
    clients.require(id, ClientStore.Part.REDIRECT_URIS, change.baseVersion());
    clients.changeRedirectUris(id, change.proposedAs(Proposed.class).redirectUris());
  }
}
