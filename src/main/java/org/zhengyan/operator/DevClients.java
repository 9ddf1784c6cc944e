package org.zhengyan.operator;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.keys.ClientKeys;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.KeyUnavailable;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.ClientStore;
import org.zhengyan.principal.DevAuthorities;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PublicJwk;
import org.zhengyan.principal.Scope;

/**
 * The two operators and six clients of the dev profile, each client with an owner of its own. Running
 * again adds what is missing, and follows new development keys; everything else stays as it was changed
 * meanwhile.
 */
@Component
@Profile("dev")
class DevClients implements InitializingBean {
  static final String APPSTORE = "dev-operator-appstore";
  static final String SOCIAL = "dev-operator-social";

  private static final Set<Scope> SUBMIT =
      EnumSet.of(Scope.REGISTRY_SUBMIT, Scope.ISSUANCE_SUBMIT, Scope.REVOCATION_SUBMIT);
  /** To a server on this machine, at any port. */
  private static final List<String> CALLBACKS =
      List.of("http://127.0.0.1/callback", "http://[::1]/callback", "http://localhost/callback");

  private static final Set<Scope> APPROVE =
      EnumSet.of(Scope.REGISTRY_APPROVE, Scope.ISSUANCE_APPROVE, Scope.REVOCATION_APPROVE);

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final ClientKeys keys;
  private final ClientStore clients;
  private final OperatorStore operators;

  DevClients(
      DevAuthorities afterAuthorities,
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      ClientKeys keys,
      ClientStore clients,
      OperatorStore operators) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.keys = keys;
    this.clients = clients;
    this.operators = operators;
  }

  @Override
  public void afterPropertiesSet() {
    transaction.executeWithoutResult(
        status -> {
          // Two nodes may start at once.
          jdbc.query("select pg_advisory_xact_lock(hashtext('dev-clients'))", row -> {});
          ofAuthority("demo-clerk", DevAuthorities.NATIONAL_CLERK, DevAuthorities.NATIONAL, SUBMIT);
          ofAuthority(
              "demo-reviewer", DevAuthorities.NATIONAL_REVIEWER, DevAuthorities.NATIONAL, APPROVE);
          ofAuthority(
              "demo-nanjing-clerk", DevAuthorities.NANJING_CLERK, DevAuthorities.NANJING, SUBMIT);
          ofAuthority(
              "demo-nanjing-reviewer",
              DevAuthorities.NANJING_REVIEWER,
              DevAuthorities.NANJING,
              APPROVE);
          ofOperator("demo-appstore", APPSTORE, "示例应用商店", "示例-2024-001", "演示用应用商店经办人");
          ofOperator("demo-social", SOCIAL, "示例社交平台", null, "演示用社交平台经办人");
          sendTo("demo-social", CALLBACKS);
        });
  }

  private void ofAuthority(String id, PersonId owner, String authority, Set<Scope> scopes) {
    PublicJwk key = key(id);
    Optional<Client> present = clients.find(id);
    if (present.isEmpty()) {
      clients.addOfAuthority(id, owner, authority, scopes, key);
      mark(id);
    } else {
      follow(present.get(), key);
    }
  }

  private void ofOperator(
      String id,
      String operatorId,
      String name,
      @Nullable String filingNumber,
      String ownerLabel) {
    PublicJwk key = key(id);
    PersonId owner = new PersonId("dev-person-" + id.substring("demo-".length()));
    jdbc.update(
        "insert into person (id, name) values (?, ?) on conflict (id) do nothing",
        owner.value(),
        ownerLabel);
    if (operators.find(operatorId).isEmpty()) {
      operators.add(operatorId, name, filingNumber);
    }
    Optional<Client> present = clients.find(id);
    if (present.isEmpty()) {
      clients.addOfOperator(
          id, owner, operatorId, name, true, Client.OPERATOR_SCOPES, key);
      mark(id);
    } else {
      follow(present.get(), key);
    }
  }

  private void sendTo(String id, List<String> redirectUris) {
    if (clients.load(id).redirectUris().isEmpty()) {
      clients.changeRedirectUris(id, redirectUris);
    }
  }

  /** Their private keys are public, so no other profile serves a database that holds them. */
  private void mark(String id) {
    jdbc.update("update client set development = true where id = ?", id);
  }

  private void follow(Client present, PublicJwk key) {
    List<String> known = present.keys().stream().map(k -> k.jwk().thumbprint()).toList();
    if (!known.contains(key.thumbprint())) {
      clients.addKey(present.id(), key, Duration.ZERO);
    }
  }

  private PublicJwk key(String id) {
    String jwk =
        keys.publicJwk(id)
            .orElseThrow(() -> new KeyUnavailable("the development keys have none for " + id));
    try {
      return PublicJwk.parse(jwk);
    } catch (InvalidKey e) {
      throw new KeyUnavailable("the development key of " + id + " is no P-256 key", e);
    }
  }
}
