package org.zhengyan.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class InstitutionRulesTest {
  static final Uscc ORGAN = new Uscc("11320100000000019A");
  static final Uscc INSTITUTION = new Uscc("12320100425801065C");
  private static final JsonMapper JSON = new JsonMapper();
  private static final LocalDate TODAY = LocalDate.of(2026, 6, 1);

  static final String ORGAN_JSON =
      """
      {"kind": "organ", "names": ["南京市示例局", "南京市示例委员会办公室"], "abbreviations": ["示例局"],
       "division": "320100", "address": "示例路1号", "head": "示例甲", "authority": "示例编办",
       "authorityUscc": "11100000000013338W", "nature": "机关", "issuedOn": "2024-01-01",
       "status": "normal"}
      """;
  static final String INSTITUTION_JSON =
      """
      {"kind": "publicInstitution", "names": ["南京市示例馆"], "division": "320102",
       "address": "示例路2号", "head": "示例乙", "authority": "示例登记局", "status": "normal",
       "validFrom": "2024-01-01", "validTo": "2029-01-01", "purpose": "示例", "funding": "财政补助",
       "capital": "100万元", "sponsors": ["11320100000000019A"]}
      """;

  private static ObjectNode json(Uscc uscc) {
    return (ObjectNode) JSON.readTree(uscc == ORGAN ? ORGAN_JSON : INSTITUTION_JSON);
  }

  static Institution check(Uscc uscc, ObjectNode json) {
    return InstitutionRules.check(uscc, 1, JSON.treeToValue(json, InstitutionRequest.class));
  }

  @Test
  void acceptsAnOrgan() {
    Institution organ = check(ORGAN, json(ORGAN));
    assertThat(organ.kind()).isEqualTo(InstitutionKind.ORGAN);
    assertThat(organ.names()).containsExactly("南京市示例局", "南京市示例委员会办公室");
    assertThat(organ.authorityUscc()).hasToString("11100000000013338W");
    assertThat(organ.sponsors()).isEmpty();
  }

  @Test
  void acceptsAPublicInstitutionAndTakesItsFirstDayForTheDateOfIssue() {
    Institution institution = check(INSTITUTION, json(INSTITUTION));
    assertThat(institution.issuedOn()).isEqualTo("2024-01-01");
    assertThat(institution.validTo()).isEqualTo("2029-01-01");
    assertThat(institution.sponsors()).containsExactly(ORGAN);
  }

  /** Code, member, what it becomes (JSON), where the one complaint points, and its code. */
  static final List<Arguments> REFUSED =
      List.of(
          Arguments.of(ORGAN, "kind", "\"publicInstitution\"", "/kind", "kind-not-of-code"),
          Arguments.of(ORGAN, "kind", "\"company\"", "/kind", "kind-unknown"),
          Arguments.of(ORGAN, "names", "[]", "/names", "count"),
          Arguments.of(ORGAN, "names", names(17), "/names", "count"),
          Arguments.of(ORGAN, "names", "[\"甲\", \"\"]", "/names/1", "text-blank"),
          Arguments.of(
              ORGAN, "names", "[\"甲\\u2028\"]", "/names/0", "text-forbidden-character"),
          Arguments.of(ORGAN, "names", "[\"甲（乙）\", \"甲(乙)\"]", "/names/1", "name-repeated"),
          Arguments.of(ORGAN, "names", "[\"\\ue816镇\"]", "/names/0", "name-private-use"),
          Arguments.of(ORGAN, "names", "[\"\\ue000镇\"]", "/names/0", "name-private-use"),
          Arguments.of(ORGAN, "abbreviations", names(17), "/abbreviations", "count"),
          Arguments.of(ORGAN, "abbreviations", "[\"\\u200b甲\"]", "/abbreviations/0",
              "text-forbidden-character"),
          Arguments.of(ORGAN, "division", "\"32010\"", "/division", "division-unknown"),
          Arguments.of(ORGAN, "division", "\"990000\"", "/division", "division-unknown"),
          Arguments.of(ORGAN, "division", "\"３２０１００\"", "/division", "division-unknown"),
          Arguments.of(ORGAN, "address", "\"a\\nb\"", "/address", "text-forbidden-character"),
          Arguments.of(ORGAN, "head", "\"e\\u0301\"", "/head", "text-not-nfc"),
          Arguments.of(ORGAN, "authority", "\" \"", "/authority", "text-blank"),
          Arguments.of(ORGAN, "authorityUscc", "\"121000009999999996\"", "/authorityUscc",
              "uscc-organisation-check"),
          Arguments.of(ORGAN, "nature", "\"\\u202e\"", "/nature", "text-forbidden-character"),
          Arguments.of(ORGAN, "issuedOn", "\"1024-01-01\"", "/issuedOn", "date-implausible"),
          Arguments.of(ORGAN, "status", "\"frozen\"", "/status", "status-of-other-kind"),
          Arguments.of(ORGAN, "status", "\"void\"", "/status", "status-of-other-kind"),
          Arguments.of(ORGAN, "status", "\"cancelled\"", "/status", "status-of-other-kind"),
          Arguments.of(ORGAN, "status", "\"gone\"", "/status", "status-unknown"),
          Arguments.of(ORGAN, "validFrom", "\"2024-01-01\"", "/validFrom", "member-of-other-kind"),
          Arguments.of(ORGAN, "validTo", "\"2024-01-01\"", "/validTo", "member-of-other-kind"),
          Arguments.of(ORGAN, "purpose", "\"x\"", "/purpose", "member-of-other-kind"),
          Arguments.of(ORGAN, "funding", "\"x\"", "/funding", "member-of-other-kind"),
          Arguments.of(ORGAN, "capital", "\"x\"", "/capital", "member-of-other-kind"),
          Arguments.of(ORGAN, "sponsors", "[]", "/sponsors", "member-of-other-kind"),
          Arguments.of(INSTITUTION, "kind", "\"organ\"", "/kind", "kind-not-of-code"),
          Arguments.of(INSTITUTION, "nature", "\"机关\"", "/nature", "member-of-other-kind"),
          Arguments.of(INSTITUTION, "validTo", "\"2024-01-01\"", "/validTo", "dates-reversed"),
          Arguments.of(INSTITUTION, "validTo", "\"2023-01-01\"", "/validTo", "dates-reversed"),
          Arguments.of(INSTITUTION, "sponsors", "[\"1\"]", "/sponsors/0", "uscc-length"),
          Arguments.of(INSTITUTION, "sponsors", "[\"12320100425801065C\"]", "/sponsors/0",
              "sponsor-repeated"),
          Arguments.of(INSTITUTION, "sponsors",
              "[\"11320100000000019A\", \"11320100000000019A\"]", "/sponsors/1",
              "sponsor-repeated"),
          Arguments.of(INSTITUTION, "sponsors", names(17), "/sponsors", "count"));

  private static String names(int count) {
    return JSON.writeValueAsString(
        Stream.iterate(1, n -> n + 1).limit(count).map(n -> "名" + n).toList());
  }

  @ParameterizedTest
  @FieldSource("REFUSED")
  void refusesOneMember(Uscc uscc, String member, String value, String pointer, String code) {
    ObjectNode json = json(uscc);
    json.set(member, JSON.readTree(value));
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> check(uscc, json));
    assertThat(refusal.problem()).isEqualTo(Problem.REFUSED_BY_RULE);
    assertThat(refusal.errors())
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.pointer()).isEqualTo(pointer);
              assertThat(error.code()).isEqualTo(code);
            });
  }

  static Stream<Arguments> required() {
    return Stream.concat(
        Stream.of("kind", "names", "division", "address", "head", "authority", "status", "issuedOn")
            .map(member -> Arguments.of(ORGAN, member)),
        Stream.of("kind", "names", "status", "validFrom", "validTo")
            .map(member -> Arguments.of(INSTITUTION, member)));
  }

  @ParameterizedTest
  @MethodSource("required")
  void refusesAMissingMember(Uscc uscc, String member) {
    ObjectNode json = json(uscc);
    json.remove(member);
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> check(uscc, json));
    assertThat(refusal.problem()).isEqualTo(Problem.MALFORMED);
    assertThat(refusal.errors())
        .containsExactly(
            new Refusal.MemberError("/" + member, "required", "the member is missing"));
  }

  @Test
  void saysAllComplaintsAtOnce() {
    ObjectNode json = json(ORGAN);
    json.put("status", "void").put("division", "x").put("head", "").put("purpose", "p");
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> check(ORGAN, json));
    assertThat(refusal.errors())
        .extracting(Refusal.MemberError::pointer)
        .containsExactlyInAnyOrder("/status", "/division", "/head", "/purpose");
  }

  @Test
  void everyOtherCategoryHasTheOrgansFace() {
    for (String code : List.of("1310000050000012XN", "19110000MB0Q123472")) {
      assertThatCode(
              () ->
                  InstitutionRules.check(
                      new Uscc(code),
                      1,
                      JSON.treeToValue(json(ORGAN), InstitutionRequest.class)))
          .doesNotThrowAnyException();
    }
  }

  static Stream<Arguments> days() {
    Institution before = check(ORGAN, json(ORGAN));
    ObjectNode renamedJson = json(ORGAN);
    renamedJson.set("names", JSON.valueToTree(List.of("南京市新示例局")));
    Institution renamed = check(ORGAN, renamedJson);
    ObjectNode revokedJson = renamedJson.deepCopy();
    revokedJson.put("status", "revoked");
    Institution revoked = check(ORGAN, revokedJson);
    ObjectNode secondName = json(ORGAN);
    secondName.set("names", JSON.valueToTree(List.of("南京市示例局", "另一名称")));
    return Stream.of(
        Arguments.of(null, renamed, before, true),
        Arguments.of(TODAY, renamed, before, true),
        Arguments.of(TODAY, revoked, before, true),
        Arguments.of(TODAY.plusDays(1), renamed, before, true),
        Arguments.of(TODAY.plusDays(30), renamed, before, true),
        Arguments.of(TODAY.plusDays(31), renamed, before, false),
        Arguments.of(TODAY.minusDays(1), renamed, before, false),
        Arguments.of(TODAY.plusDays(1), before, before, false),
        Arguments.of(TODAY.plusDays(1), check(ORGAN, secondName), before, false),
        Arguments.of(TODAY.plusDays(1), revoked, before, false),
        Arguments.of(TODAY.plusDays(1), renamed, null, false));
  }

  @ParameterizedTest
  @MethodSource("days")
  void onlyAnotherFirstNameWaitsForItsDay(
      LocalDate day, Institution proposed, Institution newest, boolean accepted) {
    if (accepted) {
      EffectiveDay.check(day, proposed, newest, TODAY);
      return;
    }
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () -> EffectiveDay.check(day, proposed, newest, TODAY));
    assertThat(refusal.problem()).isEqualTo(Problem.REFUSED_BY_RULE);
    assertThat(refusal.errors())
        .extracting(Refusal.MemberError::pointer)
        .isEqualTo(Collections.singletonList("/effectiveOn"));
  }
}
