package org.zhengyan.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zhengyan.registry.RegionPurpose.CERTIFICATES;
import static org.zhengyan.registry.RegionPurpose.MARKS;
import static org.zhengyan.registry.RegionPurpose.NAMES;
import static org.zhengyan.registry.RegistryFixture.CLERK;
import static org.zhengyan.registry.RegistryFixture.NATIONAL_CLERK;
import static org.zhengyan.registry.RegistryFixture.NATIONAL_REVIEWER;
import static org.zhengyan.registry.RegistryFixture.organ;

import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zhengyan.failure.Problem;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.Division;

class RegionSwitchesTest {
  private RegistryFixture registry;
  private LocalDate today;

  @BeforeEach
  void begin() {
    registry = new RegistryFixture();
    today = registry.store.today();
  }

  private boolean on(String division, RegionPurpose purpose) {
    return registry.institutions.regionEnabled(new Division(division), purpose);
  }

  @Test
  void everyRegionIsOffUntilSwitchedOn() {
    assertThat(on("320100", CERTIFICATES)).isFalse();
    registry.switchRegion("320100", CERTIFICATES, "2024-01-01", null);
    assertThat(on("320100", CERTIFICATES)).isTrue();
    assertThat(on("320102", CERTIFICATES)).isTrue();
    assertThat(on("320200", CERTIFICATES)).isFalse();
    assertThat(on("320000", CERTIFICATES)).isFalse();
    assertThat(on("100000", CERTIFICATES)).isFalse();
    assertThat(on("320100", NAMES)).isFalse();
    assertThat(on("320100", MARKS)).isFalse();
  }

  @Test
  void theNearestEnclosingDivisionDecides() {
    registry.switchRegion("100000", CERTIFICATES, "2024-01-01", null);
    assertThat(on("320102", CERTIFICATES)).isTrue();
    registry.switchRegion("320000", CERTIFICATES, "2024-01-01", "2024-02-01");
    assertThat(on("320102", CERTIFICATES)).isFalse();
    assertThat(on("330102", CERTIFICATES)).isTrue();
    registry.switchRegion("320100", CERTIFICATES, "2024-01-01", null);
    assertThat(on("320102", CERTIFICATES)).isTrue();
    assertThat(on("320200", CERTIFICATES)).isFalse();
    registry.switchRegion("320102", CERTIFICATES, today.plusDays(1).toString(), null);
    assertThat(on("320102", CERTIFICATES)).isFalse();
    assertThat(on("320104", CERTIFICATES)).isTrue();
  }

  @Test
  void theFirstDayIsInAndTheLastIsOut() {
    registry.switchRegion("110000", NAMES, today.toString(), today.plusDays(1).toString());
    registry.switchRegion("120000", NAMES, today.plusDays(1).toString(), null);
    registry.switchRegion("130000", NAMES, "2024-01-01", today.toString());
    registry.switchRegion("140000", NAMES, today.toString(), today.toString());
    assertThat(on("110101", NAMES)).isTrue();
    assertThat(on("120101", NAMES)).isFalse();
    assertThat(on("130101", NAMES)).isFalse();
    assertThat(on("140101", NAMES)).isFalse();
  }

  /** On this connection and on any other: nobody keeps a copy. */
  @Test
  void switchingOffHoldsFromTheCommitOn() {
    registry.switchRegion("320100", CERTIFICATES, "2024-01-01", null);
    Institutions otherNode = new Institutions(registry.jdbc);
    assertThat(otherNode.regionEnabled(new Division("320102"), CERTIFICATES)).isTrue();
    registry.switchRegion("320100", CERTIFICATES, "2024-01-01", today.toString());
    assertThat(otherNode.regionEnabled(new Division("320102"), CERTIFICATES)).isFalse();
  }

  @Test
  void theRegisteredDivisionDecidesAndNeverTheDigitsOfTheCode() {
    Uscc codeOfNanjing = InstitutionRulesTest.ORGAN;
    Change change =
        registry.propose(NATIONAL_CLERK, codeOfNanjing, organ("迁往苏州的局").put("division", "320500"));
    registry.act(
        () ->
            registry.changes.approve(
                NATIONAL_REVIEWER, RegistryChangeController.KIND, change.id(), null));
    registry.switchRegion("320100", CERTIFICATES, "2024-01-01", null);
    assertThat(
            registry.institutions.standing(codeOfNanjing, CERTIFICATES).orElseThrow().regionEnabled())
        .isFalse();
    registry.switchRegion("320500", CERTIFICATES, "2024-01-01", null);
    assertThat(
            registry.institutions.standing(codeOfNanjing, CERTIFICATES).orElseThrow().regionEnabled())
        .isTrue();
  }

  @Test
  void rejectsASwitchWhoseBaseMoved() {
    RegionRequest request = new RegionRequest("certificates", today, null);
    Division nanjing = new Division("320100");
    Change stale =
        registry.act(
            () ->
                registry.changes.submit(
                    CLERK, registry.switches, "320100", nanjing, 0, request));
    registry.switchRegion("320100", CERTIFICATES, "2024-01-01", today.toString());
    assertThat(registry.problemOf(() -> registry.approve(stale))).isEqualTo(Problem.WRONG_STATE);
    Change staleToo =
        registry.act(
            () ->
                registry.changes.submit(
                    CLERK, registry.switches, "320100", nanjing, 1, request));
    registry.switchRegion("320100", CERTIFICATES, "2024-01-01", "2024-01-02");
    assertThat(registry.problemOf(() -> registry.approve(staleToo)))
        .isEqualTo(Problem.WRONG_STATE);
    assertThat(on("320100", CERTIFICATES)).isFalse();
  }
}
