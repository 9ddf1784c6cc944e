package org.zhengyan.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.Suite;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One complete request that is accepted, and for each refusal the same request with one thing broken. */
class VerificationRequestTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String COMPLETE =
      """
      {"claimed": {"name": "南京市教育局", "uscc": "11100000000013338W"},
       "action": {"type": "appRelease", "subject": "市民办事", "identifier": "cn.gov.example",
                  "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000000"},
       "applicant": {"login": "zh***", "place": "南京"}, "onBehalfOf": {"department": "信息中心"},
       "minimumAssurance": "possession", "acceptedSuites": ["sm2"], "maxStaleness": "PT10S",
       "presentation": {"mode": "sameDevice", "returnUrl": "https://store.example/back"}}
      """;

  @Test
  void acceptsTheCompleteRequest() {
    Terms terms = read(COMPLETE).terms(ServiceEnvironment.DEV);
    assertThat(terms.acceptedSuites()).isEqualTo(Set.of(Suite.SM2));
    assertThat(terms.maxStaleness()).isEqualTo(Duration.ofSeconds(10));
    assertThat(terms.action().type()).isEqualTo(ActionType.APP_RELEASE);
  }

  @Test
  void survivesItsOwnJson() {
    Terms terms = read(COMPLETE).terms(ServiceEnvironment.DEV);
    assertThat(JSON.readValue(JSON.writeValueAsString(terms), Terms.class)).isEqualTo(terms);
  }

  @ParameterizedTest
  @CsvSource({
    "/claimed", "/action", "/claimed/name", "/claimed/uscc", "/action/type", "/action/subject", "/action/identifier"
  })
  void rejectsWithoutRequiredMember(String pointer) {
    ObjectNode request = (ObjectNode) JSON.readTree(COMPLETE);
    int slash = pointer.lastIndexOf('/');
    ((ObjectNode) request.at(pointer.substring(0, slash))).remove(pointer.substring(slash + 1));
    assertThat(refusal(request, Problem.MALFORMED)).isEqualTo(pointer + " required");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/claimed/uscc | \"121000009999999996\" | uscc-invalid",
        "/claimed/name | \"南京市\\u202e教育局\" | text-forbidden-character",
        "/claimed/name | \"\" | text-blank",
        "/action/subject | \"a\\nb\" | text-forbidden-character",
        "/action/subject | \"a\\u2028b\" | text-forbidden-character",
        "/action/identifier | \"a\\u200bb\" | text-forbidden-character",
        "/action/subject | \"a\\u2029b\" | text-forbidden-character",
        "/action/subject | \"a\\u0085b\" | text-forbidden-character",
        "/action/subject | \"a\\u2066b\\u2069\" | text-forbidden-character",
        "/action/identifier | \"a\\ufeffb\" | text-forbidden-character",
        "/action/identifier | \"a\\u200db\" | text-forbidden-character",
        "/action/identifier | \"a\\udb40\\udc41b\" | text-forbidden-character",
        "/action/subject | \"e\\u0301\" | text-not-nfc",
        "/claimed/name | \"e\\u0301\" | text-not-nfc",
        "/action/digest | \"sha256:00\" | digest-invalid",
        "/action/digest | null | digest-required",
        "/applicant/place | \"a\\rb\" | text-forbidden-character",
        "/onBehalfOf/department | \"\\u0000\" | text-forbidden-character",
        "/acceptedSuites | [] | empty",
        "/maxStaleness | \"10\" | duration-invalid",
        "/maxStaleness | \"-PT1S\" | duration-invalid",
        "/maxStaleness | \"PT25H\" | duration-invalid",
        "/presentation/returnUrl | \"http://store.example\" | url-invalid",
        "/presentation/returnUrl | \"https://u:p@store.example\" | url-invalid",
        "/presentation/returnUrl | null | required",
      })
  void rejectsBrokenMember(String pointer, String value, String code) {
    ObjectNode request = (ObjectNode) JSON.readTree(COMPLETE);
    int slash = pointer.lastIndexOf('/');
    ((ObjectNode) request.at(pointer.substring(0, slash))).set(pointer.substring(slash + 1), JSON.readTree(value));
    assertThat(refusal(request, Problem.REFUSED_BY_RULE)).isEqualTo(pointer + " " + code);
  }

  @ParameterizedTest
  @CsvSource({"/claimed/name", "/action/subject", "/action/identifier", "/applicant/login", "/onBehalfOf/department"})
  void takesTwoHundredCharactersAndNotOneMore(String pointer) {
    ObjectNode request = (ObjectNode) JSON.readTree(COMPLETE);
    int slash = pointer.lastIndexOf('/');
    ObjectNode holder = (ObjectNode) request.at(pointer.substring(0, slash));
    holder.put(pointer.substring(slash + 1), "\uD842\uDFB7".repeat(200));
    assertThat(read(request.toString()).terms(ServiceEnvironment.DEV)).isNotNull();
    holder.put(pointer.substring(slash + 1), "a".repeat(201));
    assertThat(refusal(request, Problem.REFUSED_BY_RULE)).isEqualTo(pointer + " text-too-long");
  }

  /** A package is known by what signs it; an account or a site has no such thing. */
  @ParameterizedTest
  @EnumSource(ActionType.class)
  void needsTheDigestOfWhateverIsAPackage(ActionType type) {
    ObjectNode request = (ObjectNode) JSON.readTree(COMPLETE);
    ((ObjectNode) request.at("/action")).put("type", type.wire()).remove("digest");
    boolean packaged = type == ActionType.APP_RELEASE || type == ActionType.MINI_PROGRAM;
    if (packaged) {
      assertThat(refusal(request, Problem.REFUSED_BY_RULE)).isEqualTo("/action/digest digest-required");
    } else {
      assertThat(read(request.toString()).terms(ServiceEnvironment.DEV).action().digest()).isNull();
    }
  }

  @Test
  void rejectsUnknownSuite() {
    ObjectNode request = (ObjectNode) JSON.readTree(COMPLETE);
    request.set("acceptedSuites", JSON.readTree("[\"sm2\", \"rsa\"]"));
    assertThat(refusal(request, Problem.REFUSED_BY_RULE)).isEqualTo("/acceptedSuites/1 suite-unknown");
  }

  @Test
  void rejectsBothDepartmentAndAgent() {
    ObjectNode request = (ObjectNode) JSON.readTree(COMPLETE);
    request.set("onBehalfOf", JSON.readTree("{\"department\": \"a\", \"agent\": \"b\"}"));
    assertThat(refusal(request, Problem.REFUSED_BY_RULE)).isEqualTo("/onBehalfOf one-of");
  }

  @Test
  void namesAllComplaintsAtOnce() {
    ObjectNode request = (ObjectNode) JSON.readTree(COMPLETE);
    ((ObjectNode) request.at("/claimed")).put("uscc", "1").put("name", "\u0007");
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> read(request.toString()).terms(ServiceEnvironment.DEV));
    assertThat(refusal.errors())
        .extracting(Refusal.MemberError::pointer)
        .isEqualTo(List.of("/claimed/name", "/claimed/uscc"));
  }

  private static String refusal(ObjectNode request, Problem problem) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> read(request.toString()).terms(ServiceEnvironment.DEV));
    assertThat(refusal).isNotNull();
    assertThat(refusal.problem()).isEqualTo(problem);
    assertThat(refusal.errors()).hasSize(1);
    return refusal.errors().getFirst().pointer() + " " + refusal.errors().getFirst().code();
  }

  private static VerificationRequest read(String json) {
    return JSON.readValue(json, VerificationRequest.class);
  }
}
