package org.zhengyan.principal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;

/** Authorities by two persons; every answer is held against the contract. */
@ServerTest
class AuthorityApiTest {
  @LocalServerPort int port;

  private ContractClient clerk;
  private ContractClient reviewer;
  private ContractClient nanjingClerk;
  private ContractClient nanjingReviewer;

  @BeforeEach
  void clients() {
    clerk = client("demo-clerk");
    reviewer = client("demo-reviewer");
    nanjingClerk = client("demo-nanjing-clerk");
    nanjingReviewer = client("demo-nanjing-reviewer");
  }

  private ContractClient client(String id) {
    return ContractClient.of(port, id);
  }

  private static String change(Reply submitted) {
    return "/api/v1/principal-changes/" + submitted.json().get("change").stringValue();
  }

  private static Map<String, String> digest(Reply submitted) {
    return Map.of("digest", submitted.json().get("digest").stringValue());
  }

  private String added(String name, String division) {
    Reply submitted =
        clerk
            .post("/api/v1/authorities", Map.of("name", name, "division", division))
            .expect(202);
    Reply applied =
        reviewer.post(change(submitted) + "/approval", digest(submitted)).expect(200);
    return "/api/v1/authorities/" + applied.json().get("subject").stringValue();
  }

  @Test
  void twoPersonsAddAnAuthorityChangeAndSuspendIt() {
    String authority = added("演示用苏州市机构编制管理部门", "320500");
    Reply shown = clerk.get(authority).expect(200);
    assertThat(shown.header("ETag")).isEqualTo("\"1\"");
    assertThat(shown.json().get("state").stringValue()).isEqualTo("active");
    Map<String, String> suspended =
        Map.of("name", "演示用苏州市机构编制管理部门", "division", "320500", "state", "suspended");
    clerk.put(authority, suspended).expect(428);
    clerk.put(authority, suspended, "If-Match", "\"2\"").expect(412);
    Reply submitted = clerk.put(authority, suspended, "If-Match", "\"1\"").expect(202);
    assertThat(clerk.get(authority).json().get("state").stringValue()).isEqualTo("active");
    Reply waiting = reviewer.get(change(submitted)).expect(200);
    assertThat(waiting.json().at("/proposed/state").stringValue()).isEqualTo("suspended");
    reviewer.post(change(submitted) + "/approval").expect(200);
    assertThat(clerk.get(authority).json().get("state").stringValue()).isEqualTo("suspended");
    assertThat(clerk.get(authority).header("ETag")).isEqualTo("\"2\"");
  }

  @Test
  void rejectsAChangeWhoseBaseMoved() {
    String authority = added("演示用无锡市机构编制管理部门", "320200");
    Map<String, String> one = Map.of("name", "甲", "division", "320200", "state", "active");
    Map<String, String> two = Map.of("name", "乙", "division", "320200", "state", "active");
    Reply first = clerk.put(authority, one, "If-Match", "\"1\"").expect(202);
    Reply second = clerk.put(authority, two, "If-Match", "\"1\"").expect(202);
    reviewer.post(change(first) + "/approval", digest(first)).expect(200);
    Reply stale = reviewer.post(change(second) + "/approval", digest(second)).expect(409);
    assertThat(stale.problem()).isEqualTo("wrong-state");
    assertThat(stale.json().at("/resource/state").stringValue()).isEqualTo("lapsed");
    assertThat(stale.json().at("/resource/refusal").stringValue()).contains("propose it again");
    assertThat(reviewer.post(change(second) + "/approval", digest(second)).status()).isEqualTo(409);
    assertThat(reviewer.post(change(second) + "/refusal", Map.of("reason", "过时")).status()).isEqualTo(409);
    assertThat(clerk.get(authority).json().get("name").stringValue()).isEqualTo("甲");
  }

  @Test
  void anAuthorityActsInItsOwnDivisionAlone() {
    assertThat(
            nanjingClerk
                .post("/api/v1/authorities", Map.of("name", "无锡", "division", "320200"))
                .expect(403)
                .problem())
        .isEqualTo("outside-division");
    String wuxi = added("演示用江阴市机构编制管理部门", "320281");
    assertThat(nanjingClerk.get(wuxi).expect(403).problem()).isEqualTo("outside-division");
    Reply submitted =
        clerk
            .post("/api/v1/authorities", Map.of("name", "常州", "division", "320400"))
            .expect(202);
    assertThat(nanjingReviewer.post(change(submitted) + "/approval").expect(403).problem())
        .isEqualTo("outside-division");
    assertThat(nanjingClerk.get("/api/v1/authorities").expect(200).text())
        .doesNotContain("320281")
        .contains("320100");
    // Below its own division it may.
    nanjingClerk
        .post("/api/v1/authorities", Map.of("name", "玄武", "division", "320102"))
        .expect(202);
  }

  @Test
  void theLastNationalAuthorityStays() {
    String national = "/api/v1/authorities/" + DevAuthorities.NATIONAL;
    String tag = clerk.get(national).expect(200).header("ETag");
    Map<String, String> suspended =
        Map.of("name", "演示", "division", "100000", "state", "suspended");
    Reply submitted = clerk.put(national, suspended, "If-Match", tag).expect(202);
    assertThat(reviewer.post(change(submitted) + "/approval").expect(422).problem())
        .isEqualTo("refused-by-rule");
    assertThat(clerk.get(national).json().get("state").stringValue()).isEqualTo("active");
    reviewer.post(change(submitted) + "/refusal", Map.of("reason", "不可")).expect(200);
  }

  @Test
  void listsInPages() {
    added("演示用甲机构编制管理部门", "330100");
    added("演示用乙机构编制管理部门", "330200");
    Reply page = clerk.get("/api/v1/authorities?limit=1").expect(200);
    assertThat(page.json().at("/items/0/division").stringValue()).isEqualTo("330200");
    Reply next =
        clerk
            .get("/api/v1/authorities?limit=1&cursor=" + page.json().get("next").stringValue())
            .expect(200);
    assertThat(next.json().at("/items/0/division").stringValue()).isEqualTo("330100");
    assertThat(clerk.get("/api/v1/principal-changes?state=applied").expect(200).json().get("items"))
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|400",
        "{\"name\": \"甲\"}|400",
        "{\"name\": \"甲\", \"division\": \"320100\", \"state\": \"active\"}|400",
        "{\"name\": \"甲\", \"division\": \"320100\", \"owner\": \"x\"}|400",
        "{\"name\": \" \", \"division\": \"320100\"}|422",
        "{\"name\": \"甲\\u200b\", \"division\": \"320100\"}|422",
        "{\"name\": \"甲\", \"division\": \"32010\"}|422",
        "{\"name\": \"甲\", \"division\": 320100}|400",
      })
  void rejectsABadProposal(String body, int status) {
    clerk
        .exchange(
            "POST",
            "/api/v1/authorities",
            "application/json",
            body.getBytes(StandardCharsets.UTF_8))
        .expect(status);
  }

  @Test
  void rejectsABadChange() {
    String nanjing = "/api/v1/authorities/" + DevAuthorities.NANJING;
    clerk
        .put(nanjing, Map.of("name", "甲", "division", "320100", "state", "gone"), "If-Match", "\"1\"")
        .expect(422);
    clerk.put(nanjing, Map.of("name", "甲", "division", "320100"), "If-Match", "\"1\"").expect(400);
    clerk
        .put(
            "/api/v1/authorities/" + "0".repeat(32),
            Map.of("name", "甲", "division", "320100", "state", "active"),
            "If-Match",
            "\"1\"")
        .expect(404);
    clerk.get("/api/v1/principal-changes/" + "0".repeat(32)).expect(404);
    client("demo-appstore").get("/api/v1/authorities").expect(403);
  }
}
