package org.zhengyan.operator;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.SandboxOnly;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.ClientStore;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PersonStore;
import org.zhengyan.principal.PublicJwk;

/**
 * Clients of a sandbox for whoever brings a public key: nobody approves, since nothing there counts.
 *
 * <p>A key has one client, and asking again finds it. There are at most {@value #MOST}, because every
 * node keeps all clients in memory.
 */
@Component
@SandboxOnly
public class SandboxAdmission {
  static final int MOST = 5_000;
  private static final int ID_DIGITS = 16;

  private final JdbcTemplate jdbc;
  private final ClientStore clients;
  private final OperatorStore operators;
  private final PersonStore persons;
  private final EventLog log;

  SandboxAdmission(
      JdbcTemplate jdbc, ClientStore clients, OperatorStore operators, PersonStore persons, EventLog log) {
    this.jdbc = jdbc;
    this.clients = clients;
    this.operators = operators;
    this.persons = persons;
    this.log = log;
  }

  /** A client of a new operator of its own; the one that the key has already, if it has one. */
  @Transactional
  public Client admit(PublicJwk key) {
    Optional<Client> known = ofKey(key);
    if (known.isPresent()) {
      return known.get();
    }
    String id = id(key);
    operators.add(id, "沙箱平台 " + id.substring("sandbox-".length()), null);
    return admit(persons.add("沙箱开发者"), id, key);
  }

  /** A client of an operator that there is, for one of its people; refuses a key of another's. */
  @Transactional
  public Client admit(PersonId owner, String operatorId, PublicJwk key) {
    Optional<Client> known = ofKey(key);
    if (known.isPresent()) {
      if (operatorId.equals(known.get().operatorId())) {
        return known.get();
      }
      throw Refusal.of(Problem.WRONG_STATE, "this key was used before; make a new key");
    }
    requireRoom();
    Operator operator = operators.load(operatorId);
    String id = id(key);
    clients.addOfOperator(
        id, owner, operator.id(), operator.name(), operator.active(), Client.OPERATOR_SCOPES, key);
    log.append(
        Event.of(
            "client.admitted", id, Map.of("operator", operatorId, "person", owner.value(), "by", "sandbox")));
    return clients.load(id);
  }

  /** Adds an operator of that id, once. */
  @Transactional
  public void found(String id, String name) {
    if (operators.find(id).isEmpty()) {
      operators.add(id, name, null);
    }
  }

  /** Redirect URIs that a sandbox's client may be sent to at once. */
  @Transactional
  public void sendTo(String clientId, List<String> redirectUris) {
    clients.changeRedirectUris(clientId, redirectUris);
    log.append(Event.of("client-redirect-uris.changed", clientId, Map.of("by", "sandbox")));
  }

  private Optional<Client> ofKey(PublicJwk key) {
    return jdbc
        .query(
            "select client_id from client_key where fingerprint = ?",
            (row, n) -> row.getString(1),
            (Object) key.key().fingerprint())
        .stream()
        .findFirst()
        .map(clients::load);
  }

  private void requireRoom() {
    // Of many at once each waits for the one before, so that the number holds.
    jdbc.query("select pg_advisory_xact_lock(hashtext('zhengyan sandbox clients'))", row -> {});
    int present =
        Objects.requireNonNull(jdbc.queryForObject("select count(*) from client", Integer.class));
    if (present >= MOST) {
      throw Refusal.of(
          Problem.REFUSED_BY_RULE, "the sandbox has as many clients as it keeps; use one that you have");
    }
  }

  private static String id(PublicJwk key) {
    return "sandbox-" + HexFormat.of().formatHex(key.key().fingerprint()).substring(0, ID_DIGITS);
  }
}
