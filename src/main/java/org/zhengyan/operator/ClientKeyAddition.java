package org.zhengyan.operator;

import java.time.Duration;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;
import org.zhengyan.principal.ClientStore;
import org.zhengyan.principal.PublicJwk;

/** A new key of a client; the keys that it had when this was proposed end after the overlap. */
@Component
class ClientKeyAddition implements ChangeType {

  /** @param overlap ISO 8601 */
  record Proposed(PublicJwk.Members key, String overlap) {}

  private final ClientStore clients;

  ClientKeyAddition(ClientStore clients) {
    this.clients = clients;
  }

  @Override
  public String kind() {
    return PRINCIPAL_CHANGE;
  }

  @Override
  public String type() {
    return "clientKey";
  }

  @Override
  public String noun() {
    return "client-key";
  }

  @Override
  public String appliedEvent() {
    return "client-key.added";
  }

  @Override
  public void apply(Change change) {
    Proposed proposed = change.proposedAs(Proposed.class);
    String id = change.proposal().subject();
    clients.require(id, ClientStore.Part.KEYS, change.baseVersion());
    clients.addKey(id, ClientAdmission.stored(proposed.key()), Duration.parse(proposed.overlap()));
  }
}
