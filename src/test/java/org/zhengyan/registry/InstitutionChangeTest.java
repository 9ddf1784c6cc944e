package org.zhengyan.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zhengyan.registry.RegistryFixture.CLERK;
import static org.zhengyan.registry.RegistryFixture.REVIEWER;
import static org.zhengyan.registry.RegistryFixture.institution;
import static org.zhengyan.registry.RegistryFixture.organ;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.Proposal;

class InstitutionChangeTest {
  private static final String KIND = RegistryChangeController.KIND;
  private static final Uscc ORGAN = InstitutionRulesTest.ORGAN;
  private static final Uscc INSTITUTION = InstitutionRulesTest.INSTITUTION;

  private RegistryFixture registry;

  @BeforeEach
  void begin() {
    registry = new RegistryFixture();
  }

  private Institution inForce(Uscc uscc) {
    return registry.institutions.find(uscc).orElseThrow();
  }

  private String state(Change change) {
    return registry.changes.load(CLERK, KIND, change.id()).state();
  }

  @Test
  void nothingHoldsBeforeASecondPersonApproves() {
    Change change = registry.propose(CLERK, ORGAN, organ("南京市示例局"));
    assertThat(change.state()).isEqualTo("submitted");
    assertThat(registry.institutions.find(ORGAN)).isEmpty();
    assertThat(registry.published).isEmpty();
    registry.approve(change);
    assertThat(state(change)).isEqualTo("applied");
    assertThat(inForce(ORGAN).names()).containsExactly("南京市示例局");
    assertThat(inForce(ORGAN).version()).isEqualTo(1);
    assertThat(registry.published)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.before()).isNull();
              assertThat(event.after()).isEqualTo(inForce(ORGAN));
              assertThat(event.effectiveOn()).isEqualTo(registry.store.today());
              assertThat(event.approval().decidedBy()).isEqualTo(REVIEWER.owner());
            });
  }

  @Test
  void keepsEveryMember() {
    registry.apply(ORGAN, organ("南京市示例局"));
    registry.apply(INSTITUTION, institution("南京市示例馆\uD842\uDFB7"));
    assertThat(inForce(ORGAN))
        .isEqualTo(
            InstitutionRules.check(ORGAN, 1, RegistryFixture.request(organ("南京市示例局"))));
    assertThat(inForce(INSTITUTION))
        .isEqualTo(
            InstitutionRules.check(
                INSTITUTION, 1, RegistryFixture.request(institution("南京市示例馆\uD842\uDFB7"))));
  }

  @Test
  void aChangeMakesAVersionAndKeepsTheOldOne() {
    registry.apply(ORGAN, organ("旧名"));
    registry.apply(ORGAN, organ("新名"));
    assertThat(inForce(ORGAN).version()).isEqualTo(2);
    Institution before = Objects.requireNonNull(registry.published.getLast().before());
    assertThat(before.firstName()).isEqualTo("旧名");
    assertThat(registry.published.getLast().after().firstName()).isEqualTo("新名");
    assertThat(
            registry.jdbc.queryForList(
                "SELECT names[1] FROM institution_version ORDER BY version", String.class))
        .containsExactly("旧名", "新名");
  }

  @Test
  void versionsCannotBeRewritten() {
    registry.apply(ORGAN, organ("原名"));
    for (String sql :
        List.of(
            "UPDATE institution_version SET names = '{改名}'",
            "DELETE FROM institution_version",
            "TRUNCATE institution_version")) {
      assertThatThrownBy(() -> registry.jdbc.update(sql))
          .isInstanceOf(DataAccessException.class)
          .hasMessageContaining("never changed");
    }
  }

  @Test
  void aRefusedChangeNeverHappens() {
    Change change = registry.propose(CLERK, ORGAN, organ("南京市示例局"));
    registry.act(() -> registry.changes.refuse(REVIEWER, KIND, change.id(), "不完整"));
    assertThat(state(change)).isEqualTo("refused");
    assertThat(registry.problemOf(() -> registry.approve(change))).isEqualTo(Problem.WRONG_STATE);
    assertThat(registry.institutions.find(ORGAN)).isEmpty();
  }

  @Test
  void rejectsApprovalByTheSubmitterAndByAnotherDivision() {
    Change change = registry.propose(CLERK, ORGAN, organ("南京市示例局"));
    Actor sameOwner =
        new Actor("another", CLERK.owner(), "another", CLERK.division(), java.util.Set.of());
    Actor elsewhere = RegistryFixture.actor("elsewhere", "320200");
    assertThat(
            registry.problemOf(
                () -> registry.changes.approve(sameOwner, KIND, change.id(), null)))
        .isEqualTo(Problem.SAME_PERSON);
    assertThat(
            registry.problemOf(
                () -> registry.changes.approve(elsewhere, KIND, change.id(), null)))
        .isEqualTo(Problem.OUTSIDE_DIVISION);
    assertThat(registry.problemOf(() -> registry.changes.load(elsewhere, KIND, change.id())))
        .isEqualTo(Problem.OUTSIDE_DIVISION);
    assertThat(
            registry.problemOf(
                () -> registry.changes.approve(REVIEWER, KIND, change.id(), "00".repeat(32))))
        .isEqualTo(Problem.DIGEST_MISMATCH);
    assertThat(state(change)).isEqualTo("submitted");
  }

  @Test
  void theDigestCoversCodeBaseAndEveryMember() {
    String digest = registry.propose(CLERK, ORGAN, organ("甲")).proposal().digest();
    assertThat(digest).matches("[0-9a-f]{64}");
    assertThat(registry.propose(CLERK, ORGAN, organ("乙")).proposal().digest())
        .isNotEqualTo(digest);
    assertThat(
            registry
                .propose(CLERK, new Uscc("11320102014210009X"), organ("甲"))
                .proposal()
                .digest())
        .isNotEqualTo(digest);
    registry.apply(ORGAN, organ("丙"));
    assertThat(registry.propose(CLERK, ORGAN, organ("甲")).proposal().digest())
        .isNotEqualTo(digest);
  }

  @Test
  void theSameProposalByTheSamePersonIsOneChange() {
    Change first = registry.propose(CLERK, ORGAN, organ("甲"));
    assertThat(registry.propose(CLERK, ORGAN, organ("甲")).id()).isEqualTo(first.id());
    assertThat(registry.propose(REVIEWER, ORGAN, organ("甲")).id()).isNotEqualTo(first.id());
    registry.approve(first);
    assertThat(registry.propose(CLERK, ORGAN, organ("甲")).id()).isNotEqualTo(first.id());
  }

  @Test
  void rejectsAChangeWhoseBaseMoved() {
    registry.apply(ORGAN, organ("原名"));
    Change stale = registry.propose(CLERK, ORGAN, organ("甲"));
    registry.apply(ORGAN, organ("乙"));
    assertThat(registry.problemOf(() -> registry.approve(stale))).isEqualTo(Problem.WRONG_STATE);
    assertThat(inForce(ORGAN).firstName()).isEqualTo("乙");
    // The approval was undone with it; a refusal still ends it.
    assertThat(state(stale)).isEqualTo("submitted");
    registry.act(() -> registry.changes.refuse(REVIEWER, KIND, stale.id(), "过时"));
    assertThat(state(stale)).isEqualTo("refused");
  }

  @Test
  void oneOfManyChangesOnOneBaseIsAppliedWhenAllAreApprovedAtOnce() throws Exception {
    registry.apply(ORGAN, organ("原名"));
    List<Change> rivals = new ArrayList<>();
    for (int n = 0; n < 6; n++) {
      rivals.add(registry.propose(CLERK, ORGAN, organ("新名" + n)));
    }
    CyclicBarrier together = new CyclicBarrier(rivals.size());
    List<Future<Boolean>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(rivals.size())) {
      for (Change rival : rivals) {
        answers.add(
            threads.submit(
                () -> {
                  together.await();
                  try {
                    registry.approve(rival);
                    return true;
                  } catch (Refusal refusal) {
                    assertThat(refusal.problem()).isEqualTo(Problem.WRONG_STATE);
                    return false;
                  }
                }));
      }
    }
    int applied = 0;
    for (Future<Boolean> answer : answers) {
      applied += answer.get() ? 1 : 0;
    }
    assertThat(applied).isEqualTo(1);
    assertThat(inForce(ORGAN).version()).isEqualTo(2);
    assertThat(rivals).filteredOn(rival -> state(rival).equals("applied")).hasSize(1);
  }

  @Test
  void whatAListenerCannotFollowDoesNotHappen() {
    Change change = registry.propose(CLERK, ORGAN, organ("南京市示例局"));
    long events = events();
    registry.listenerFails = new IllegalStateException("cannot");
    assertThatThrownBy(() -> registry.approve(change)).isInstanceOf(IllegalStateException.class);
    assertThat(registry.institutions.find(ORGAN)).isEmpty();
    assertThat(state(change)).isEqualTo("submitted");
    assertThat(events()).isEqualTo(events);
    registry.listenerFails = null;
    registry.approve(change);
    assertThat(registry.institutions.find(ORGAN)).isPresent();
  }

  @Test
  void anAnnouncedNameWaitsForItsDay() {
    registry.apply(ORGAN, organ("现名"));
    LocalDate day = registry.store.today().plusDays(10);
    registry.apply(ORGAN, organ("将来的名称").put("effectiveOn", day.toString()));
    assertThat(inForce(ORGAN).firstName()).isEqualTo("现名");
    assertThat(registry.published.getLast().effectiveOn()).isEqualTo(day);
    assertThat(registry.store.findNewest(ORGAN).orElseThrow().institution().version())
        .isEqualTo(2);
  }

  @Test
  void anAnnouncedNameHoldsOnceItsDayHasCome() {
    registry.apply(ORGAN, organ("现名"));
    LocalDate today = registry.store.today();
    Institution next = InstitutionRules.check(ORGAN, 2, RegistryFixture.request(organ("新名")));
    registry.store.add(next, today, null);
    assertThat(inForce(ORGAN).firstName()).isEqualTo("新名");
  }

  @Test
  void aFreezeOvertakesAnAnnouncedName() {
    registry.apply(INSTITUTION, institution("现名"));
    LocalDate day = registry.store.today().plusDays(10);
    registry.apply(INSTITUTION, institution("将来的名称").put("effectiveOn", day.toString()));
    registry.apply(INSTITUTION, institution("现名").put("status", "frozen"));
    assertThat(inForce(INSTITUTION).status()).isEqualTo(InstitutionStatus.FROZEN);
    assertThat(inForce(INSTITUTION).version()).isEqualTo(3);
  }

  @Test
  void aNormalInstitutionIsVoidFromTheDayAfterItsLast() {
    LocalDate today = registry.store.today();
    registry.apply(
        INSTITUTION, institution("甲").put("validFrom", "2020-01-01").put("validTo", today.toString()));
    assertThat(inForce(INSTITUTION).status()).isEqualTo(InstitutionStatus.NORMAL);
    registry.apply(
        INSTITUTION,
        institution("甲")
            .put("validFrom", "2020-01-01")
            .put("validTo", today.minusDays(1).toString()));
    assertThat(inForce(INSTITUTION).status()).isEqualTo(InstitutionStatus.VOID);
    assertThat(
            registry
                .institutions
                .standing(INSTITUTION, RegionPurpose.NAMES)
                .orElseThrow()
                .status())
        .isEqualTo(InstitutionStatus.VOID);
    registry.apply(
        INSTITUTION,
        institution("甲")
            .put("validFrom", "2020-01-01")
            .put("validTo", today.minusDays(1).toString())
            .put("status", "revoked"));
    assertThat(inForce(INSTITUTION).status()).isEqualTo(InstitutionStatus.REVOKED);
  }

  @Test
  void listsByStateWithinTheDivisionNewestFirst() {
    List<String> ids = new ArrayList<>();
    for (int n = 0; n < 5; n++) {
      ids.add(registry.propose(CLERK, ORGAN, organ("名" + n)).id());
    }
    registry.propose(
        RegistryFixture.actor("wuxi", "320200"),
        new Uscc("11320102014210009X"),
        organ("别处").put("division", "320200"));
    List<String> seen = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      PageRequest request = PageRequest.of(cursor, 2);
      PageRequest.Page<String> page =
          request.page(
              registry.changes.list(CLERK, KIND, Proposal.State.SUBMITTED, request),
              Change::sequence,
              Change::id);
      seen.addAll(page.items());
      cursor = page.next();
    } while (cursor != null);
    assertThat(seen).containsExactlyElementsOf(ids.reversed());
    PageRequest whole = PageRequest.of(null, null);
    assertThat(registry.changes.list(CLERK, KIND, Proposal.State.APPROVED, whole)).isEmpty();
    assertThat(registry.changes.list(RegistryFixture.NATIONAL_CLERK, KIND, null, whole))
        .hasSize(6);
  }

  @Test
  void everyStepIsInTheLogWithIdsAlone() {
    registry.apply(ORGAN, organ("南京市示例局"));
    Change refused = registry.propose(CLERK, ORGAN, organ("南京市别名局"));
    registry.act(() -> registry.changes.refuse(REVIEWER, KIND, refused.id(), "原因文字"));
    List<String> records =
        registry.jdbc.queryForList("SELECT record FROM event ORDER BY id", byte[].class).stream()
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .toList();
    assertThat(records).hasSize(4);
    assertThat(records.get(0)).contains("\"type\":\"registry.submitted\"", ORGAN.value());
    assertThat(records.get(1))
        .contains("\"type\":\"registry.changed\"", "\"by\":\"owner-of-reviewer\"");
    assertThat(records.get(2)).contains("\"type\":\"registry.submitted\"");
    assertThat(records.get(3)).contains("\"type\":\"registry.refused\"", refused.id());
    assertThat(records)
        .allSatisfy(
            record -> assertThat(record).doesNotContain("示例局", "别名局", "示例甲", "原因文字"));
  }

  private long events() {
    return Objects.requireNonNull(
        registry.jdbc.queryForObject("SELECT count(*) FROM event", Long.class));
  }
}
