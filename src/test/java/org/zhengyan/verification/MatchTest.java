package org.zhengyan.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import tools.jackson.databind.json.JsonMapper;

/** Whether name and code agree: yes, no, and which name; what is registered is never said. */
@ServerTest
class MatchTest {
  private static final String FIRST = "南京市比对示例中心（市）";
  private static final String SECOND = "南京市\uD842\uDFB7庄比对示例院";

  @LocalServerPort private int port;
  private ContractClient platform;
  private String uscc;

  @BeforeEach
  void register() {
    platform = ContractClient.of(port, "demo-appstore");
    uscc =
        TestHolder.register(
            ContractClient.of(port, "demo-clerk"),
            ContractClient.of(port, "demo-reviewer"),
            TestHolder.newUscc(),
            TestHolder.institution(FIRST, SECOND));
  }

  private void assertAnswer(String name, String code, String json) {
    assertThat(platform.post("/api/v1/matches", Map.of("name", name, "uscc", code)).expect(200).json())
        .as("the whole answer")
        .isEqualTo(JsonMapper.shared().readTree(json));
  }

  @Test
  void saysWhichNameItIs() {
    assertAnswer(
        FIRST, uscc, "{\"uscc\": true, \"name\": true, \"matchedName\": \"first\", \"status\": \"normal\"}");
    assertAnswer(
        "南京市比对示例中心(市)",
        uscc,
        "{\"uscc\": true, \"name\": true, \"matchedName\": \"first\", \"status\": \"normal\"}");
    assertAnswer(
        SECOND, uscc, "{\"uscc\": true, \"name\": true, \"matchedName\": \"second\", \"status\": \"normal\"}");
  }

  @Test
  void saysTheStatusToWhoKnowsTheName() {
    Map<String, Object> frozen = TestHolder.institution(FIRST, SECOND);
    frozen.put("status", "frozen");
    TestHolder.register(
        ContractClient.of(port, "demo-clerk"),
        ContractClient.of(port, "demo-reviewer"),
        uscc,
        frozen,
        "If-Match",
        "\"1\"");
    assertAnswer(
        FIRST, uscc, "{\"uscc\": true, \"name\": true, \"matchedName\": \"first\", \"status\": \"frozen\"}");
    assertAnswer("别的名称", uscc, "{\"uscc\": true, \"name\": false}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"南京市比对示例中心", "比对示例中心（市）", "南京市比对示例中心（市）（别名）", "某局"})
  void saysNoMoreOfAnotherName(String name) {
    assertAnswer(name, uscc, "{\"uscc\": true, \"name\": false}");
  }

  @Test
  void knowsNoCodeThatIsNotRegistered() {
    assertAnswer(FIRST, TestHolder.newUscc(), "{\"uscc\": false, \"name\": false}");
  }

  /** Traps of the check characters: none of them is a code, and so none is registered. */
  @ParameterizedTest
  @ValueSource(strings = {"121000009999999996", "1", "12320100425801065c", "91320100425801065C"})
  void knowsNoCodeThatIsNone(String code) {
    assertAnswer(FIRST, code, "{\"uscc\": false, \"name\": false}");
  }

  @ParameterizedTest
  @CsvSource({"name, 400, /name", "uscc, 400, /uscc"})
  void refusesToGuessWhatIsMissing(String member, int status, String pointer) {
    Map<String, String> request = new HashMap<>(Map.of("name", FIRST, "uscc", uscc));
    request.remove(member);
    assertThat(
            platform.post("/api/v1/matches", request).expect(status).json().at("/errors/0/pointer").asString())
        .isEqualTo(pointer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u2028b", "a\u202eb", "a\u200bb", "e\u0301", " ", "\u0000"})
  void refusesTextThatDoesNotShowWhatItSays(String name) {
    assertThat(
            platform
                .post("/api/v1/matches", Map.of("name", name, "uscc", uscc))
                .expect(422)
                .json()
                .at("/errors/0/pointer")
                .asString())
        .isEqualTo("/name");
  }
}
