package org.zhengyan.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.Proposal;

class VersionBatchTest {
  private static final Division DIVISION = new Division("320100");
  private static final Proposal APPROVAL =
      new Proposal(
          "a", "registry-import", "i", DIVISION, "0".repeat(64), Proposal.State.APPROVED, new PersonId("clerk"),
          "clerk", Instant.EPOCH, new PersonId("reviewer"), "reviewer", Instant.EPOCH, null);

  private final JdbcTemplate jdbc = new JdbcTemplate(TestStores.freshDatabase());
  private final List<InstitutionChanged> published = new ArrayList<>();

  @Test
  void keepsEveryMemberOfEachVersion() {
    Institution version =
        new Institution(
            code("12", 7), 1, InstitutionKind.PUBLIC_INSTITUTION, List.of("测试\"所\"\\", "第二,名称{}"),
            List.of("简称"), DIVISION, "路 1 号", "𠮷某", "测试机关", code("11", 1), null,
            LocalDate.of(2020, 2, 29), InstitutionStatus.FROZEN, LocalDate.of(2020, 2, 29),
            LocalDate.of(2030, 1, 1), "宗旨", null, "12 万元", List.of(code("11", 2), code("11", 3)));
    VersionBatch batch = following(Set.of());

    assertThat(batch.add(List.of(version), APPROVAL)).isTrue();

    assertThat(batch.newest(Set.of(version.uscc()))).containsEntry(version.uscc(), version);
    assertThat(jdbc.queryForMap("select * from institution_head"))
        .containsEntry("name", "测试\"所\"\\")
        .containsEntry("status", "frozen")
        .containsEntry("version", 1);
  }

  @Test
  void tellsOfNewBodiesAndOfThoseThatSomebodyFollows() {
    Uscc followed = code("11", 2);
    VersionBatch batch = following(Set.of(followed));
    assertThat(batch.add(organs(1, "甲"), APPROVAL)).isTrue();
    assertThat(published).hasSize(3).allSatisfy(change -> assertThat(change.before()).isNull());
    published.clear();

    assertThat(batch.add(organs(2, "乙"), APPROVAL)).isTrue();

    assertThat(published).singleElement().satisfies(change -> {
      assertThat(change.after().uscc()).isEqualTo(followed);
      assertThat(change.before()).isNotNull();
    });
    assertThat(jdbc.queryForList("select distinct name || version from institution_head", String.class))
        .containsExactlyInAnyOrder("乙1局2", "乙2局2", "乙3局2");
  }

  @Test
  void saysThatANumberIsTaken() {
    VersionBatch batch = following(Set.of());
    assertThat(batch.add(organs(1, "甲").subList(1, 2), APPROVAL)).isTrue();
    published.clear();

    assertThat(batch.add(organs(1, "乙"), APPROVAL)).isFalse();

    assertThat(published).isEmpty();
  }

  private VersionBatch following(Set<Uscc> followed) {
    return new VersionBatch(
        new InstitutionStore(jdbc),
        List.of(bodies -> Set.copyOf(bodies.stream().filter(followed::contains).toList())),
        event -> published.add((InstitutionChanged) event));
  }

  private static List<Institution> organs(int version, String name) {
    return IntStream.rangeClosed(1, 3)
        .mapToObj(
            n ->
                new Institution(
                    code("11", n), version, InstitutionKind.ORGAN, List.of(name + n + "局"), List.of(), DIVISION,
                    "测试路", "负责人", "测试机关", null, null, LocalDate.of(2020, 1, 1), InstitutionStatus.NORMAL,
                    null, null, null, null, null, List.of()))
        .toList();
  }

  private static Uscc code(String category, int n) {
    return new Uscc(TestVersions.code(category, "320100", "97%06d".formatted(n)));
  }
}
