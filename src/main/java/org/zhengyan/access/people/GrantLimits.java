package org.zhengyan.access.people;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Clients;
import org.zhengyan.registry.Uscc;
import org.zhengyan.verification.HolderRules;
import org.zhengyan.verification.Reason;
import org.zhengyan.verification.Terms;

/**
 * Holds a verification against the scope of the person whose certificate signed, or who downloaded the
 * document, and the department that it is for against the body's register.
 *
 * <p>Whose a certificate is, and what that person's scope is, never changes, so both are kept in memory.
 * That a grant ended is not asked here: then the certificate is revoked, and the download void.
 */
@Component
class GrantLimits implements HolderRules {
  private static final int KEPT = 50_000;

  private final CertificateStore certificates;
  private final GrantStore grants;
  private final Clients clients;
  private final JdbcClient jdbc;
  private final Map<SerialNumber, GrantScope> scopes = new ConcurrentHashMap<>();

  GrantLimits(
      CertificateStore certificates, GrantStore grants, Clients clients, JdbcClient jdbc) {
    this.certificates = certificates;
    this.grants = grants;
    this.clients = clients;
    this.jdbc = jdbc;
  }

  @Override
  public List<Finding> judge(SerialNumber serial, Terms terms, @Nullable String clientId) {
    return judge(scope(serial), terms, clientId, "the person who signed");
  }

  @Override
  public List<Finding> judgeDownload(String holder, Terms terms, String clientId) {
    return judge(scope(holder), terms, clientId, "the person who downloaded the document");
  }

  private List<Finding> judge(GrantScope scope, Terms terms, @Nullable String clientId, String person) {
    List<Finding> findings = new ArrayList<>(2);
    String department = department(terms);
    if (!scope.unlimited()) {
      findings.add(
          new Finding(
              "holderScope",
              scope.allowsAction(terms.action().type())
                  && (scope.operators() == null || scope.allowsOperator(operator(clientId)))
                  && scope.allowsDepartment(department),
              Reason.HOLDER_NOT_PERMITTED,
              "the body gave " + person + " a scope that does not hold this"));
    }
    if (department != null) {
      Set<String> register = register(terms.claimed().uscc());
      if (!register.isEmpty()) {
        findings.add(
            new Finding(
                "department",
                register.contains(department),
                Reason.DEPARTMENT_UNKNOWN,
                "the body keeps a register of its departments, and this one is not in it"));
      }
    }
    return findings;
  }

  private GrantScope scope(SerialNumber serial) {
    GrantScope known = scopes.get(serial);
    if (known != null) {
      return known;
    }
    GrantScope scope =
        certificates.find(serial).map(IssuedCertificate::holder).map(this::scope).orElse(GrantScope.ALL);
    if (scopes.size() >= KEPT) {
      scopes.clear();
    }
    scopes.put(serial, scope);
    return scope;
  }

  private GrantScope scope(String holder) {
    return Grant.idOf(holder).flatMap(grants::find).map(Grant::scope).orElse(GrantScope.ALL);
  }

  private String operator(@Nullable String clientId) {
    return clientId == null
        ? ""
        : clients.find(clientId).map(Client::operatorId).orElse("");
  }

  private static @Nullable String department(Terms terms) {
    Terms.OnBehalfOf onBehalfOf = terms.onBehalfOf();
    return onBehalfOf == null ? null : onBehalfOf.department();
  }

  private Set<String> register(Uscc uscc) {
    return Set.copyOf(
        jdbc.sql("select name from body_department where uscc = ? and closed_at is null")
            .param(uscc.value())
            .query(String.class)
            .list());
  }
}
