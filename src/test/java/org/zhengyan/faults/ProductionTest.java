package org.zhengyan.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import com.zaxxer.hikari.HikariDataSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.TestHolder;
import org.zhengyan.TestStores;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.keys.KeyCommands;
import org.zhengyan.web.oauth.OAuthCaller;
import tools.jackson.databind.JsonNode;

/** An installation outside of development: how it begins, and what stops its start. */
class ProductionTest {
  private static final String NAME = "南京市投产示例中心";
  private static final String PLATFORM = "投产示例平台";

  @TempDir private Path directory;
  private final String database = TestStores.freshDatabaseUrl();
  private Path keys;
  private Path password;

  @BeforeEach
  void names() throws Exception {
    keys = directory.resolve("keys");
    password = Files.writeString(directory.resolve("password"), "a password of this test");
  }

  /** No profile, no keys; what a test adds. */
  private Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("spring.profiles.active", "");
    settings.put("server.address", "127.0.0.1");
    settings.put("spring.datasource.url", database);
    settings.put("zhengyan.redis-url", TestStores.redisUrl());
    return settings;
  }

  private Map<String, String> production() {
    return settings(
        Map.of("zhengyan.keys.dir", keys.toString(), "zhengyan.keys.password-file", password.toString()));
  }

  @Test
  void beginsWithTwoPersonsAndNothingOfDevelopment() throws Exception {
    ceremony();
    ECKey clerkKey = key("clerk");
    ECKey reviewerKey = key("reviewer");
    assertThat(
            ServerProcess.command(
                directory.resolve("node"),
                List.of(
                    "bootstrap",
                    "--authority", "示例国家机构编制管理部门",
                    "--submitter", "经办人一", "first-clerk", publicHalf("clerk"),
                    "--approver", "审核人一", "first-reviewer", publicHalf("reviewer")),
                production()))
        .isZero();
    migrateAsTheNextVersion();

    try (ServerProcess server = ServerProcess.start(directory.resolve("node"), production())) {
      int port = server.port();
      assertNothingOfDevelopment(port);
      ContractClient clerk = ContractClient.of(port, "first-clerk", clerkKey);
      ContractClient reviewer = ContractClient.of(port, "first-reviewer", reviewerKey);
      String uscc =
          TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(NAME));
      TestHolder holder = TestHolder.withKey("sm2");
      Map<String, String> request = Map.of("uscc", uscc, "suite", "sm2", "csr", holder.csr());
      Reply early = clerk.post("/api/v1/certificate-applications", request);
      assertThat(early.expect(422).json().at("/errors/0/code").asString()).isEqualTo("region-not-enabled");

      apply(
          reviewer,
          "/api/v1/registry-changes/",
          clerk.put("/api/v1/regions/100000", Map.of("purpose", "certificates", "from", "2024-01-01")));
      holder.certify(clerk, reviewer, uscc);
      ContractClient platform = platform(port, clerk, reviewer);
      assertVerified(platform, holder, uscc);
    }
  }

  /** The next version has been here already: a node of this one starts beside it. */
  private void migrateAsTheNextVersion() {
    try (HikariDataSource pool = TestStores.pool(database, 1)) {
      new JdbcTemplate(pool)
          .update(
              "insert into flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                  + " installed_by, execution_time, success) values (9999, '299901010000', 'of the next version',"
                  + " 'SQL', 'V299901010000__of_the_next_version.sql', 1, 'x', 1, true)");
    }
  }

  private static void assertNothingOfDevelopment(int port) {
    OAuthCaller anybody = new OAuthCaller(port);
    for (String client : List.of("demo-clerk", "demo-reviewer", "demo-appstore", "demo-nanjing-clerk")) {
      assertThat(anybody.token(OAuthCaller.assertion(client, claims -> {})).error()).isEqualTo("invalid_client");
    }
    assertThat(anybody.get("/sign-in").body()).isNotEmpty().doesNotContain("zhengyan-dev", "clerk@national");
    assertThat(anybody.get("/api/v1/sandbox").status()).isEqualTo(404);
  }

  /** A platform that two persons admitted, with a client that they admitted too. */
  private static ContractClient platform(int port, ContractClient clerk, ContractClient reviewer) throws Exception {
    String operator =
        apply(
            reviewer,
            "/api/v1/principal-changes/",
            clerk.post("/api/v1/operators", Map.of("name", PLATFORM, "filingNumber", "示例-2026-9")));
    ECKey key = newKey();
    apply(
        reviewer,
        "/api/v1/principal-changes/",
        clerk.post(
            "/api/v1/clients",
            Map.of(
                "id", "first-platform",
                "owner", Map.of("name", "平台负责人"),
                "operator", operator,
                "scopes", List.of("verification"),
                "key", key.toPublicJWK().toJSONObject())));
    OAuthCaller caller = new OAuthCaller(port);
    await()
        .until(
            () ->
                caller
                        .token(
                            OAuthCaller.sign(OAuthCaller.header(key), OAuthCaller.claims("first-platform"), key))
                        .status()
                    == 200);
    return ContractClient.of(port, "first-platform", key);
  }

  private static String apply(ContractClient reviewer, String changes, Reply submitted) {
    JsonNode change = submitted.expect(202).json();
    JsonNode applied =
        reviewer
            .post(
                changes + change.path("change").asString() + "/approval",
                Map.of("digest", change.path("digest").asString()))
            .expect(200)
            .json();
    return applied.path("subject").asString();
  }

  private static void assertVerified(ContractClient platform, TestHolder holder, String uscc) throws Exception {
    Map<String, Object> request =
        Map.of(
            "claimed", Map.of("name", NAME, "uscc", uscc),
            "action", Map.of("type", "accountOpening", "subject", "官方账号", "identifier", "first"));
    JsonNode created = platform.post("/api/v1/verifications", request).expect(201).json();
    byte[] challenge = Base64.getUrlDecoder().decode(created.path("challenge").asString());
    assertThat(new String(challenge, StandardCharsets.UTF_8))
        .contains("\nenvironment: production\n", "\nplatform: " + PLATFORM + " (first-platform)\n");
    JsonNode decided =
        platform
            .post(
                "/api/v1/verifications/" + created.path("id").asString() + "/evidence",
                holder.evidence(created.path("challenge").asString()))
            .expect(200)
            .json();
    assertThat(decided.path("state").asString()).isEqualTo("verified");
    SignedJWT receipt = SignedJWT.parse(decided.path("receipt").asString());
    assertThat(receipt.getJWTClaimsSet().getStringClaim("environment")).isEqualTo("production");
  }

  @Test
  void stopsWithoutKeysAndSaysWhatToType() throws Exception {
    assertThat(refusal(settings(Map.of()))).contains("SPRING_PROFILES_ACTIVE=dev java -jar zhengyan.jar");
  }

  @Test
  void stopsWithKeysThatEverybodyHas() throws Exception {
    Files.writeString(password, "zhengyan-dev");
    keys = Path.of("keys-dev");
    assertThat(refusal(production())).contains("DEVELOPMENT-KEYS");
  }

  /** What a start says that ends. */
  private String refusal(Map<String, String> settings) throws Exception {
    ServerProcess server =
        ServerProcess.launch(directory.resolve("node"), ServerProcess.freePort(), settings);
    assertThat(server.awaitEnd()).isEqualTo(1);
    assertThat(server.readiness()).as("nothing listens").isZero();
    return Files.readString(server.log());
  }

  private void ceremony() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code =
        KeyCommands.ceremony(
            List.of(
                "make",
                "--dir", keys.toString(),
                "--root-dir", directory.resolve("roots").toString(),
                "--organisation", "示例编办",
                "--name", "Zhengyan",
                "--pki-url", "http://localhost:8080",
                "--password-file", password.toString(),
                "--root-password-file", password.toString()),
            new PrintStream(said, true, StandardCharsets.UTF_8));
    assertThat(code).as(said.toString(StandardCharsets.UTF_8)).isZero();
  }

  private ECKey key(String name) throws Exception {
    ECKey key = newKey();
    Files.writeString(directory.resolve(name + ".jwk.json"), key.toPublicJWK().toJSONString());
    return key;
  }

  private String publicHalf(String name) {
    return directory.resolve(name + ".jwk.json").toString();
  }

  private static ECKey newKey() throws Exception {
    return new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
  }
}
