package org.zhengyan.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/**
 * Whole verifications: create, sign outside, evidence; tokens are fetched when they run out. Each is for an account of
 * its own, so each makes a binding. Bodies are registered a while before they get a certificate, as in life.
 */
final class VerificationLoad {
  private final ApiClient clerk;
  private final ApiClient reviewer;
  private final ApiClient platform;
  private final Map<String, String> codes = new HashMap<>();
  private final AtomicLong account = new AtomicLong();

  VerificationLoad(ApiClient clerk, ApiClient reviewer, ApiClient platform) {
    this.clerk = clerk;
    this.reviewer = reviewer;
    this.platform = platform;
  }

  /** Registers the body that will sign by that suite. */
  void register(String suite) throws Exception {
    codes.put(suite, Holder.register(clerk, reviewer, name(suite)));
  }

  /** Certifies the body, and says what to repeat. */
  LoadDriver.Operation of(String suite) throws Exception {
    Holder holder = Holder.of(codes.get(suite), name(suite), suite);
    holder.issue(clerk, reviewer);
    return () -> verify(holder, name(suite));
  }

  private void verify(Holder holder, String name) throws Exception {
    String identifier = "bench-" + account.incrementAndGet();
    JsonNode created =
        platform.post(
            "/api/v1/verifications",
            Map.of(
                "claimed", Map.of("name", name, "uscc", holder.uscc),
                "action", Map.of("type", "accountOpening", "subject", "官方账号", "identifier", identifier)));
    JsonNode decided =
        platform.post(
            "/api/v1/verifications/" + created.get("id").asString() + "/evidence",
            holder.evidence(created.get("challenge").asString()));
    if (!decided.get("state").asString().equals("verified")) {
      throw new IllegalStateException(decided.toString());
    }
  }

  private static String name(String suite) {
    return "压测单位" + suite;
  }
}
