package org.zhengyan.access.people;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.TestHolder;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.registry.Uscc;
import tools.jackson.databind.JsonNode;

/** A body with a responsible person and managers, and certificates of its people, for tests. */
public final class BodyPeople {
  public static final String NAME = "南京市人员示例中心";

  final ContractClient clerk;
  final ContractClient reviewer;
  final ContractClient appStore;
  private final ApplicationContext application;
  private final JdbcClient jdbc;
  private final People people;
  private final GrantStore grants;

  public BodyPeople(ApplicationContext application) {
    this.application = application;
    this.jdbc = application.getBean(JdbcClient.class);
    int port = Integer.parseInt(application.getEnvironment().getRequiredProperty("local.server.port"));
    this.clerk = ContractClient.of(port, "demo-clerk");
    this.reviewer = ContractClient.of(port, "demo-reviewer");
    this.appStore = ContractClient.of(port, "demo-appstore");
    this.people = application.getBean(People.class);
    this.grants = application.getBean(GrantStore.class);
  }

  /** A new body without people. */
  public Uscc body() {
    return new Uscc(
        TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(NAME)));
  }

  /** Entered by two persons of the authority. */
  public Grant responsible(Uscc uscc) {
    Reply proposed =
        clerk.post("/api/v1/institutions/" + uscc.value() + "/responsible-person", Map.of("name", "测试责任人"));
    String path = "/api/v1/principal-changes/" + proposed.expect(202).json().path("change").asString();
    reviewer.post(path + "/approval", Map.of()).expect(200);
    return grants.findResponsible(uscc).orElseThrow();
  }

  public Grant manager(Grant responsible) {
    return people.appoint(
        responsible.person(), responsible.uscc(), request(GrantRole.MANAGER, "测试管理人", GrantScope.ALL, null));
  }

  public Grant user(Grant manager, GrantScope scope, @Nullable Instant until) {
    return people.appoint(manager.person(), manager.uscc(), request(GrantRole.USER, "测试使用人", scope, until));
  }

  static GrantRequest request(
      GrantRole role, String name, GrantScope scope, @Nullable Instant until) {
    return new GrantRequest(name, role, false, scope, null, until);
  }

  /** What a person holds. */
  public record Held(TestHolder holder, String serial) {}

  /** Certifies a new key for that person. */
  public Held certify(Grant grant) {
    TestHolder holder = TestHolder.withKey("p256");
    JsonNode issued = decide(apply(grant, holder)).expect(200).json();
    return new Held(holder.presenting(issued.path("certificate").asString()), issued.path("serial").asString());
  }

  JsonNode apply(Grant grant, TestHolder holder) {
    return clerk
        .post(
            "/api/v1/certificate-applications",
            Map.of(
                "uscc", grant.uscc().value(), "suite", "p256", "csr", holder.csr(), "holder", grant.holder()))
        .expect(201)
        .json();
  }

  Reply decide(JsonNode application) {
    return reviewer.post(
        "/api/v1/certificate-applications/" + application.path("id").asString() + "/approval", Map.of());
  }

  public JsonNode certificate(String serial) {
    return clerk.get("/api/v1/certificates/" + serial).expect(200).json();
  }

  /** A verification that this holder answers; with the department that it is for, unless that is null. */
  JsonNode verify(Uscc uscc, TestHolder holder, @Nullable String department) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("claimed", Map.of("name", NAME, "uscc", uscc.value()));
    request.put("action", Map.of("type", "accountOpening", "subject", "官方账号", "identifier", "people-test"));
    if (department != null) {
      request.put("onBehalfOf", Map.of("department", department));
    }
    JsonNode created = appStore.post("/api/v1/verifications", request).expect(201).json();
    return appStore
        .post(
            "/api/v1/verifications/" + created.path("id").asString() + "/evidence",
            holder.evidence(created.path("challenge").asString()))
        .expect(200)
        .json();
  }

  /** A verified action of the body; the id of its binding. */
  public String bind(Uscc uscc, Held held) {
    JsonNode decided = verify(uscc, held.holder(), null);
    if (!decided.path("state").asString().equals("verified")) {
      throw new AssertionError(decided.toString());
    }
    return decided.path("id").asString();
  }

  /** A browser signed in as that person; whoever stands above invited them. */
  public TestSignIn signIn(Grant above, Grant person) {
    String login = people.invite(above.person(), above.uscc(), person.id()).login();
    jdbc.sql("update account set state = 'active', password = 'none' where login = ?").param(login).update();
    return TestSignIn.as(application, login);
  }
}
