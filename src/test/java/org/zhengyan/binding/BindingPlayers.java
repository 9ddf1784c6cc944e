package org.zhengyan.binding;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import tools.jackson.databind.JsonNode;

/** Authorities, two operators, anybody, and bodies with certificates. */
public final class BindingPlayers {
  public static final String NAME = "南京市绑定示例中心";

  public final ContractClient clerk;
  public final ContractClient reviewer;
  public final ContractClient appStore;
  public final ContractClient social;
  public final ContractClient anybody;

  public BindingPlayers(int port) {
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
    appStore = ContractClient.of(port, "demo-appstore");
    social = ContractClient.of(port, "demo-social");
    anybody = ContractClient.anonymous(port);
  }

  public record Body(String uscc, String serial, TestHolder holder) {
    Map<String, Object> proof(JsonNode challenge) {
      return holder.proof(challenge);
    }
  }

  public Body body(String suite) {
    String uscc = TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(NAME));
    return certify(uscc, suite);
  }

  /** The same body with one more certificate. */
  public Body certify(Body body, String suite) {
    return certify(body.uscc(), suite);
  }

  private Body certify(String uscc, String suite) {
    TestHolder holder = TestHolder.withKey(suite);
    String serial = holder.certify(clerk, reviewer, uscc).path("serial").asString();
    return new Body(uscc, serial, holder);
  }

  public JsonNode create(ContractClient operator, Body body, String identifier) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("claimed", Map.of("name", NAME, "uscc", body.uscc()));
    request.put("action", Map.of("type", "accountOpening", "subject", "官方账号", "identifier", identifier));
    return operator.post("/api/v1/verifications", request).expect(201).json();
  }

  /** The id of the verification, which is the id of the binding that it makes. */
  public String verify(ContractClient operator, Body body, String identifier) {
    JsonNode created = create(operator, body, identifier);
    String id = created.path("id").asString();
    JsonNode decided =
        operator
            .post(
                "/api/v1/verifications/" + id + "/evidence",
                body.holder().evidence(created.path("challenge").asString()))
            .expect(200)
            .json();
    if (!decided.path("state").asString().equals("verified")) {
      throw new AssertionError(decided.toString());
    }
    return id;
  }

  public void revoke(String serial, String reason) {
    String path =
        "/api/v1/revocations/"
            + clerk
                .post("/api/v1/certificates/" + serial + "/revocation", Map.of("reason", reason))
                .expect(202)
                .json()
                .path("revocation")
                .asString();
    reviewer.post(path + "/approval", Map.of()).expect(200);
  }

  /** What was opened in its name, as the body asks by its certificate. */
  Reply overview(Body by) {
    return overviewWith(by, challenge("overview", by, null));
  }

  Reply overviewWith(Body by, JsonNode challenge) {
    return anybody.post("/api/v1/bindings/overview", by.proof(challenge));
  }

  Reply repudiate(Body by, String id) {
    return anybody.post(
        "/api/v1/bindings/" + id + "/repudiation", by.proof(challenge("repudiation", by, id)));
  }

  JsonNode challenge(String kind, Body of, @Nullable String binding) {
    Map<String, String> request = new HashMap<>(Map.of("kind", kind, "uscc", of.uscc()));
    if (binding != null) {
      request.put("binding", binding);
    }
    return anybody.post("/api/v1/binding-challenges", request).expect(201).json();
  }
}
