package org.zhengyan.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The registry as the clients of authorities meet it; every answer is held against the contract. */
@ServerTest
class RegistryApiTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final AtomicInteger NUMBER = new AtomicInteger();

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

  /** A code that nobody has yet, of that category and division. */
  private static String newCode(String category, String division) {
    String eight = "97%06d".formatted(NUMBER.incrementAndGet());
    String seventeen = category + division + eight + Uscc.organisationCheck(eight);
    return seventeen + Uscc.check(seventeen);
  }

  private static ObjectNode organ(String name) {
    return RegistryFixture.organ(name);
  }

  private static String path(String uscc) {
    return "/api/v1/institutions/" + uscc;
  }

  private static String change(Reply submitted) {
    return "/api/v1/registry-changes/" + submitted.json().get("change").stringValue();
  }

  private static ObjectNode digest(Reply submitted) {
    return JSON.createObjectNode().set("digest", submitted.json().get("digest"));
  }

  private String registered(ObjectNode body) {
    String uscc = newCode(body.has("validTo") ? "12" : "11", "320100");
    Reply submitted = nanjingClerk.put(path(uscc), body).expect(202);
    nanjingReviewer.post(change(submitted) + "/approval", digest(submitted)).expect(200);
    return uscc;
  }

  @Test
  void twoPersonsRegisterABodyAndChangeIt() {
    String uscc = newCode("11", "320100");
    Reply submitted = nanjingClerk.put(path(uscc), organ("南京市新设局")).expect(202);
    assertThat(submitted.json().get("state").stringValue()).isEqualTo("submitted");
    assertThat(submitted.header("Location")).endsWith(change(submitted));
    nanjingClerk.get(path(uscc)).expect(404);

    Reply shown = nanjingReviewer.get(change(submitted)).expect(200);
    assertThat(shown.json().at("/institution/names/0").stringValue()).isEqualTo("南京市新设局");
    assertThat(shown.json().get("version").intValue()).isZero();
    Reply applied =
        nanjingReviewer.post(change(submitted) + "/approval", digest(submitted)).expect(200);
    assertThat(applied.json().get("state").stringValue()).isEqualTo("applied");
    assertThat(applied.json().get("decidedBy").stringValue()).isEqualTo("demo-nanjing-reviewer");

    Reply body = clerk.get(path(uscc)).expect(200);
    assertThat(body.header("ETag")).isEqualTo("\"1\"");
    assertThat(body.json().get("names").get(0).stringValue()).isEqualTo("南京市新设局");
    assertThat(body.json().get("status").stringValue()).isEqualTo("normal");

    assertThat(nanjingClerk.put(path(uscc), organ("改名局")).expect(428).problem())
        .isEqualTo("precondition-required");
    assertThat(
            nanjingClerk.put(path(uscc), organ("改名局"), "If-Match", "\"2\"").expect(412).problem())
        .isEqualTo("precondition-failed");
    Reply renamed =
        nanjingClerk.put(path(uscc), organ("改名局"), "If-Match", "\"1\"").expect(202);
    reviewer.post(change(renamed) + "/approval").expect(200);
    assertThat(clerk.get(path(uscc)).header("ETag")).isEqualTo("\"2\"");
  }

  @Test
  void anAnnouncedNameIsShownBesideTheOneInForce() {
    String uscc = registered(organ("现名局"));
    String day = LocalDate.now(java.time.ZoneId.of("Asia/Shanghai")).plusDays(20).toString();
    Reply submitted =
        nanjingClerk
            .put(path(uscc), organ("新名局").put("effectiveOn", day), "If-Match", "\"1\"")
            .expect(202);
    nanjingReviewer.post(change(submitted) + "/approval", digest(submitted)).expect(200);
    Reply body = nanjingClerk.get(path(uscc)).expect(200);
    assertThat(body.header("ETag")).isEqualTo("\"2\"");
    assertThat(body.json().get("version").intValue()).isEqualTo(1);
    assertThat(body.json().at("/names/0").stringValue()).isEqualTo("现名局");
    assertThat(body.json().at("/upcoming/names/0").stringValue()).isEqualTo("新名局");
    assertThat(body.json().at("/upcoming/effectiveOn").stringValue()).isEqualTo(day);
  }

  @Test
  void theSubmitterAndOtherDivisionsDoNotDecide() {
    Reply submitted =
        clerk.put(path(newCode("11", "440100")), organ("广州市新设局").put("division", "440100"));
    String change = change(submitted.expect(202));
    // The clerk's client has no scope to approve; the other authority has it, for another division.
    clerk.post(change + "/approval", digest(submitted)).expect(403);
    assertThat(nanjingReviewer.post(change + "/approval").expect(403).problem())
        .isEqualTo("outside-division");
    assertThat(nanjingReviewer.get(change).expect(403).problem()).isEqualTo("outside-division");
    assertThat(
            reviewer
                .post(change + "/approval", JSON.createObjectNode().put("digest", "0".repeat(64)))
                .expect(409)
                .problem())
        .isEqualTo("digest-mismatch");
    reviewer.post(change + "/refusal", reason("重复")).expect(200);
    Reply late = reviewer.post(change + "/approval", digest(submitted)).expect(409);
    assertThat(late.problem()).isEqualTo("wrong-state");
    assertThat(late.json().at("/resource/state").stringValue()).isEqualTo("refused");
    assertThat(late.json().at("/resource/refusal").stringValue()).isEqualTo("重复");
  }

  @Test
  void aChangeIsRefusedForAnotherDivisionOnTheWayInToo() {
    assertThat(
            nanjingClerk
                .put(path(newCode("11", "320100")), organ("无锡市局").put("division", "320200"))
                .expect(403)
                .problem())
        .isEqualTo("outside-division");
    String uscc = registered(organ("南京市要迁走的局"));
    // A move is decided where both divisions lie.
    assertThat(
            nanjingClerk
                .put(path(uscc), organ("迁").put("division", "320200"), "If-Match", "\"1\"")
                .expect(403)
                .problem())
        .isEqualTo("outside-division");
    Reply moved =
        clerk
            .put(path(uscc), organ("迁").put("division", "320200"), "If-Match", "\"1\"")
            .expect(202);
    assertThat(nanjingReviewer.post(change(moved) + "/approval").expect(403).problem())
        .isEqualTo("outside-division");
    reviewer.post(change(moved) + "/approval", digest(moved)).expect(200);
    assertThat(nanjingClerk.get(path(uscc)).expect(403).problem()).isEqualTo("outside-division");
  }

  @Test
  void aPlatformsClientHasNothingToDoHere() {
    ContractClient platform = client("demo-appstore");
    platform.get(path(DevSeed.NANJING_ORGAN.value())).expect(403);
    platform.put(path(newCode("11", "320100")), organ("局")).expect(403);
    platform.get("/api/v1/registry-changes").expect(403);
    ContractClient.anonymous(port).get(path(DevSeed.NANJING_ORGAN.value())).expect(401);
  }

  @Test
  void aRepeatedRequestIsAnsweredTheSameAndDoneOnce() {
    String uscc = newCode("11", "320100");
    byte[] body = JSON.writeValueAsBytes(organ("一次局"));
    Reply first =
        nanjingClerk.exchange(
            "PUT", path(uscc), "application/json", body, "Idempotency-Key", "once-" + uscc);
    Reply again =
        nanjingClerk.exchange(
            "PUT", path(uscc), "application/json", body, "Idempotency-Key", "once-" + uscc);
    assertThat(again.expect(202).json()).isEqualTo(first.expect(202).json());
    // And without the header: a PUT says what is to be, so the waiting change is the answer.
    assertThat(nanjingClerk.put(path(uscc), organ("一次局")).expect(202).json())
        .isEqualTo(first.json());
  }

  @Test
  void changesAreListedByStateInPages() {
    Reply one = nanjingClerk.put(path(newCode("11", "320100")), organ("列表局一")).expect(202);
    Reply two = nanjingClerk.put(path(newCode("11", "320100")), organ("列表局二")).expect(202);
    Reply page =
        nanjingReviewer.get("/api/v1/registry-changes?state=submitted&limit=1").expect(200);
    assertThat(page.json().at("/items/0/change")).isEqualTo(two.json().get("change"));
    Reply next =
        nanjingReviewer
            .get(
                "/api/v1/registry-changes?state=submitted&limit=1&cursor="
                    + page.json().get("next").stringValue())
            .expect(200);
    assertThat(next.json().at("/items/0/change")).isEqualTo(one.json().get("change"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"state=approved", "limit=0", "limit=101", "limit=x", "cursor=-1", "cursor=a"})
  void rejectsAQueryThatNoPageGave(String query) {
    assertThat(reviewer.get("/api/v1/registry-changes?" + query).expect(400).problem())
        .isEqualTo("malformed");
  }

  @ParameterizedTest
  @CsvSource({
    "121000009999999996, 422",
    "11320100mb9000015T, 422",
    "91320100MB9000015T, 422",
    "1, 422",
  })
  void rejectsAPathThatIsNoCode(String uscc, int status) {
    clerk.get(path(uscc)).expect(status);
    clerk.put(path(uscc), organ("局")).expect(status);
  }

  /** What is sent, the status, the problem and where the complaint points. */
  static final List<Arguments> BAD =
      List.of(
          Arguments.of("{", 400, "malformed", null),
          Arguments.of("[]", 400, "malformed", null),
          Arguments.of("null", 400, "malformed", null),
          Arguments.of("{}", 400, "malformed", "/kind"),
          Arguments.of(with("extra", "1"), 400, "malformed", "/extra"),
          Arguments.of(with("uscc", "\"x\""), 400, "malformed", "/uscc"),
          Arguments.of(with("names", "\"南京市局\""), 400, "malformed", "/names"),
          Arguments.of(with("names", "[null]"), 400, "malformed", null),
          Arguments.of(with("names", "[1]"), 400, "malformed", null),
          Arguments.of(with("issuedOn", "\"2024-13-01\""), 400, "malformed", "/issuedOn"),
          Arguments.of(with("issuedOn", "20240101"), 400, "malformed", "/issuedOn"),
          Arguments.of(
              with("names", "[".repeat(50) + "]".repeat(50)), 400, "malformed", null),
          Arguments.of(with("names", "[\"\\ud842\"]"), 400, "malformed", null),
          Arguments.of(
              with("head", "\"甲\\u202e乙\""), 422, "refused-by-rule", "/head"),
          Arguments.of(with("head", "\"甲\\u2028乙\""), 422, "refused-by-rule", "/head"),
          Arguments.of(with("head", "\"" + "甲".repeat(201) + "\""), 422, "refused-by-rule", "/head"),
          Arguments.of(with("status", "\"frozen\""), 422, "refused-by-rule", "/status"),
          Arguments.of(with("validTo", "\"2029-01-01\""), 422, "refused-by-rule", "/validTo"),
          Arguments.of(with("effectiveOn", "\"2999-01-01\""), 422, "refused-by-rule", "/effectiveOn"),
          Arguments.of(with("division", "\"990000\""), 422, "refused-by-rule", "/division"),
          Arguments.of(with("bankAccount", "\"1\""), 422, "data-not-needed", null),
          Arguments.of(
              with("address", "\"" + "x".repeat(200_000) + "\""), 413, "too-large", null));

  private static String with(String member, String json) {
    String organ = organ("南京市坏局").toString();
    ObjectNode without = (ObjectNode) JSON.readTree(organ);
    without.remove(member);
    String rest = without.toString();
    return rest.substring(0, rest.length() - 1) + ",\"" + member + "\":" + json + "}";
  }

  @ParameterizedTest
  @FieldSource("BAD")
  void rejectsABadBody(String body, int status, String problem, String pointer) {
    Reply reply =
        nanjingClerk.exchange(
            "PUT",
            path(newCode("11", "320100")),
            "application/json",
            body.getBytes(StandardCharsets.UTF_8));
    assertThat(reply.expect(status).problem()).isEqualTo(problem);
    if (pointer != null) {
      JsonNode errors = reply.json().path("errors");
      assertThat(errors.values().stream().map(e -> e.get("pointer").stringValue()))
          .as(reply.text())
          .contains(pointer);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"digest\": \"x\"}', 400",
    "'{\"digest\": null, \"digest\": null}', 400",
    "'{\"approved\": true}', 400",
    "'[]', 400",
  })
  void rejectsABadDecision(String body, int status) {
    Reply submitted = nanjingClerk.put(path(newCode("11", "320100")), organ("待批局")).expect(202);
    nanjingReviewer
        .exchange(
            "POST",
            change(submitted) + "/approval",
            "application/json",
            body.getBytes(StandardCharsets.UTF_8))
        .expect(status);
    nanjingReviewer.post(change(submitted) + "/refusal", JSON.createObjectNode()).expect(400);
    nanjingReviewer.post(change(submitted) + "/refusal", reason("a\u202Eb")).expect(422);
    assertThat(nanjingReviewer.get(change(submitted)).json().get("state").stringValue())
        .isEqualTo("submitted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "1", "\"1", "\"1\", \"2\""})
  void rejectsAnIfMatchThatIsNotOneTag(String ifMatch) {
    String uscc = DevSeed.NANJING_INSTITUTION.value();
    ObjectNode body = RegistryFixture.institution("南京市示例中学");
    assertThat(nanjingClerk.put(path(uscc), body, "If-Match", ifMatch).expect(400).problem())
        .isEqualTo("malformed");
  }

  @Test
  void aWeakTagNeverMatchesAndATagForNothingNeither() {
    String uscc = DevSeed.NANJING_INSTITUTION.value();
    ObjectNode body = RegistryFixture.institution("南京市示例中学");
    nanjingClerk.put(path(uscc), body, "If-Match", "W/\"1\"").expect(412);
    nanjingClerk
        .put(path(newCode("11", "320100")), organ("新局"), "If-Match", "\"1\"")
        .expect(412);
  }

  @Test
  void anUnknownChangeIsNotFound() {
    for (String id : List.of("0".repeat(32), "x", "..%2f")) {
      reviewer.post("/api/v1/registry-changes/" + id + "/approval");
    }
    reviewer.post("/api/v1/registry-changes/" + "0".repeat(32) + "/approval").expect(404);
    reviewer.get("/api/v1/registry-changes/" + "0".repeat(32)).expect(404);
  }

  @Test
  void twoPersonsSwitchARegion() {
    String region = "/api/v1/regions/513201";
    ObjectNode off =
        JSON.createObjectNode().put("purpose", "marks").put("from", "2024-01-01").put("to", "2024-01-01");
    assertThat(nanjingClerk.put(region, off).expect(403).problem()).isEqualTo("outside-division");
    Reply submitted = clerk.put(region, off).expect(202);
    assertThat(reviewer.get(change(submitted)).expect(200).json().at("/region/to").stringValue())
        .isEqualTo("2024-01-01");
    assertThat(clerk.get(region).expect(200).json().get("switches")).isEmpty();
    reviewer.post(change(submitted) + "/approval", digest(submitted)).expect(200);
    assertThat(clerk.get(region).expect(200).json().at("/switches/0/purpose").stringValue())
        .isEqualTo("marks");
  }

  static final List<Arguments> BAD_SWITCHES =
      List.of(
          Arguments.of("{}", 400),
          Arguments.of("{\"purpose\": \"marks\"}", 400),
          Arguments.of("{\"purpose\": \"marks\", \"from\": \"x\"}", 400),
          Arguments.of("{\"purpose\": \"all\", \"from\": \"2024-01-01\"}", 422),
          Arguments.of(
              "{\"purpose\": \"marks\", \"from\": \"2024-01-02\", \"to\": \"2024-01-01\"}", 422));

  @ParameterizedTest
  @FieldSource("BAD_SWITCHES")
  void rejectsABadSwitch(String body, int status) {
    clerk
        .exchange(
            "PUT",
            "/api/v1/regions/513201",
            "application/json",
            body.getBytes(StandardCharsets.UTF_8))
        .expect(status);
  }

  static Stream<String> noDivisions() {
    return Stream.of("990000", "32010", "abc", "３２０１００");
  }

  @Test
  void rejectsAPathThatIsNoDivision() {
    noDivisions()
        .forEach(
            division ->
                clerk
                    .get(
                        "/api/v1/regions/"
                            + java.net.URLEncoder.encode(division, StandardCharsets.UTF_8))
                    .expect(422));
  }

  private static ObjectNode reason(String text) {
    return JSON.createObjectNode().put("reason", text);
  }
}
