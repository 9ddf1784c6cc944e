package org.zhengyan.verification.presentation;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import tools.jackson.databind.JsonNode;

/** A body with a certificate, and a platform that asks it to prove itself. */
public final class HeldBody {
  public static final String NAME = "南京市出示示例中心";

  public final int port;
  public final ContractClient clerk;
  public final ContractClient reviewer;
  public final ContractClient platform;
  public final TestHolder holder;
  public final String uscc;
  public final String serial;

  public HeldBody(int port, String suite) {
    this(port, suite, "demo-appstore");
  }

  /** The same, asked by that client. */
  HeldBody(int port, String suite, String client) {
    this.port = port;
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
    platform = ContractClient.of(port, client);
    uscc = TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(NAME));
    holder = TestHolder.withKey(suite);
    serial = holder.certify(clerk, reviewer, uscc).path("serial").asString();
  }

  static Map<String, Object> sameDevice() {
    return Map.of("mode", "sameDevice", "returnUrl", "https://store.example/back?form=7");
  }

  /** A session as its platform created it. */
  public JsonNode ask(Map<String, Object> presentation) {
    return ask(NAME, presentation);
  }

  JsonNode ask(String name, Map<String, Object> presentation) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("claimed", Map.of("name", name, "uscc", uscc));
    request.put(
        "action", Map.of("type", "accountOpening", "subject", "公众号“出示示例”", "identifier", "present-demo"));
    request.put("applicant", Map.of("login", "139****0001", "place", "江苏南京"));
    if (!presentation.isEmpty()) {
      request.put("presentation", presentation);
    }
    return platform.post("/api/v1/verifications", request).expect(201).json();
  }

  JsonNode read(JsonNode asked) {
    return platform.get(path(asked)).expect(200).json();
  }

  public static String path(JsonNode asked) {
    return "/api/v1/verifications/" + asked.path("id").asString();
  }

  /** The secret of the link. */
  public static String secret(JsonNode asked) {
    return URI.create(asked.at("/presentation/url").asString()).getFragment();
  }

  HolderBrowser browser(JsonNode asked) {
    return new HolderBrowser(port, asked.path("id").asString());
  }

  /** A browser that took the session and typed the code where one is needed. */
  HolderBrowser ready(JsonNode asked) {
    HolderBrowser browser = browser(asked);
    JsonNode view = browser.take(secret(asked)).expect(200).json();
    if (view.path("codeRequired").asBoolean()) {
      browser.code(asked.at("/presentation/code").asString()).expect(200);
    }
    return browser;
  }

  Map<String, Object> evidence(JsonNode asked) {
    return holder.evidence(asked.path("challenge").asString());
  }
}
