package org.zhengyan.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.zhengyan.failure.CallerText;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Division;

class DevSeedTest {
  private static RegistryFixture registry;
  private static List<Institution> versions;

  @BeforeAll
  static void seed() {
    registry = new RegistryFixture();
    run();
    versions =
        new DevBodies(registry.store.today())
            .versions().stream().map(InstitutionStore.Newest::institution).toList();
  }

  private static void run() {
    new DevSeed(
            registry.jdbc,
            registry.store,
            new EventLog(registry.jdbc, Clock.systemUTC()),
            registry.transaction)
        .afterPropertiesSet();
  }

  private static Institution find(Uscc uscc) {
    return registry.institutions.find(uscc).orElseThrow();
  }

  private static long rows(String table) {
    return Objects.requireNonNull(
        registry.jdbc.queryForObject("SELECT count(*) FROM " + table, Long.class));
  }

  @Test
  void writesAllOnceAndNothingTheSecondTime() {
    assertThat(rows("institution_version")).isEqualTo(versions.size()).isGreaterThan(400);
    long events = rows("event");
    run();
    assertThat(rows("institution_version")).isEqualTo(versions.size());
    assertThat(rows("event")).isEqualTo(events);
  }

  @Test
  void theBodiesToRelyOnAreThere() {
    assertThat(find(DevSeed.NANJING_ORGAN).names())
        .containsExactly("南京市教育局", "南京市人民政府教育督导委员会办公室");
    assertThat(find(DevSeed.NANJING_INSTITUTION).firstName()).isEqualTo("南京市示例中学");
    assertThat(find(DevSeed.NANJING_INSTITUTION).sponsors())
        .containsExactly(DevSeed.NANJING_ORGAN);
    assertThat(find(DevSeed.NATIONAL_ORGAN).division()).isEqualTo(Division.NATIONAL);
    assertThat(find(DevSeed.NATIONAL_INSTITUTION).firstName()).isEqualTo("国家示例数据中心");
    assertThat(find(DevSeed.XUANWU_RARE).firstName()).isEqualTo("南京市玄武区\uD842\uDFB7庄小学");
    assertThat(find(DevSeed.NANJING_RENAMED).firstName()).isEqualTo("南京市示例文化馆");
    assertThat(find(DevSeed.NANJING_RENAMED).version()).isEqualTo(2);
    Map<Uscc, InstitutionStatus> statuses =
        Map.of(
            DevSeed.NANJING_ORGAN, InstitutionStatus.NORMAL,
            DevSeed.NANJING_INSTITUTION, InstitutionStatus.NORMAL,
            DevSeed.NATIONAL_ORGAN, InstitutionStatus.NORMAL,
            DevSeed.NATIONAL_INSTITUTION, InstitutionStatus.NORMAL,
            DevSeed.NANJING_LAPSED, InstitutionStatus.VOID,
            DevSeed.NANJING_FROZEN, InstitutionStatus.FROZEN,
            DevSeed.NANJING_REVOKED, InstitutionStatus.REVOKED,
            DevSeed.NANJING_CANCELLED, InstitutionStatus.CANCELLED,
            DevSeed.NANJING_REVOKED_ORGAN, InstitutionStatus.REVOKED);
    statuses.forEach((uscc, status) -> assertThat(find(uscc).status()).isEqualTo(status));
  }

  @Test
  void everyRegionIsOn() {
    for (RegionPurpose purpose : RegionPurpose.values()) {
      assertThat(registry.institutions.regionEnabled(new Division("654002"), purpose)).isTrue();
    }
  }

  @Test
  void everyVersionWouldBeAcceptedFromAClerk() {
    for (Institution body : versions) {
      InstitutionRequest request =
          new InstitutionRequest(
              body.kind().wire(),
              body.names(),
              body.abbreviations(),
              body.division().code(),
              body.address(),
              body.head(),
              body.authority(),
              body.authorityUscc() == null ? null : body.authorityUscc().value(),
              body.nature(),
              body.issuedOn(),
              body.status().wire(),
              body.validFrom(),
              body.validTo(),
              body.purpose(),
              body.funding(),
              body.capital(),
              body.kind() == InstitutionKind.ORGAN
                  ? null
                  : body.sponsors().stream().map(Uscc::value).toList(),
              null);
      assertThat(InstitutionRules.check(body.uscc(), body.version(), request)).isEqualTo(body);
      assertThat(body.names()).allMatch(name -> CallerText.fault(name).isEmpty());
    }
  }

  @Test
  void everySponsorAndAuthorityIsABodyOfTheRegistry() {
    Set<Uscc> bodies = versions.stream().map(Institution::uscc).collect(Collectors.toSet());
    for (Institution body : versions) {
      assertThat(bodies).containsAll(body.sponsors());
      if (body.authorityUscc() != null) {
        assertThat(bodies).contains(body.authorityUscc());
      }
    }
  }

  @Test
  void hasWhatGoesWrongElsewhere() {
    Set<String> codes = new HashSet<>();
    Map<String, Set<String>> shortNames = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (Institution body : versions) {
      codes.add(body.uscc().value());
      names.addAll(body.names());
      body.abbreviations()
          .forEach(
              name ->
                  shortNames
                      .computeIfAbsent(name, key -> new HashSet<>())
                      .add(body.division().code()));
    }
    assertThat(codes).anyMatch(code -> code.startsWith("MB", 8));
    assertThat(codes).anyMatch(code -> code.charAt(16) == 'X');
    assertThat(codes).anyMatch(code -> code.startsWith("13"));
    assertThat(names).anyMatch(name -> name.contains("（市）"));
    assertThat(names).anyMatch(name -> name.contains("自治州"));
    assertThat(names).anyMatch(name -> name.codePoints().anyMatch(c -> c > 0xFFFF));
    assertThat(shortNames).anySatisfy((name, where) -> assertThat(where).hasSizeGreaterThan(1));
    assertThat(versions).anyMatch(body -> body.sponsors().size() == 2);
    assertThat(versions).anyMatch(body -> body.names().size() == 4);
  }

  @Test
  void codesAndNamesAreTheSameWheneverItIsSeeded() {
    List<Institution> later =
        new DevBodies(LocalDate.of(2032, 2, 29))
            .versions().stream().map(InstitutionStore.Newest::institution).toList();
    assertThat(later).extracting(Institution::uscc).isEqualTo(
        versions.stream().map(Institution::uscc).toList());
    assertThat(later).extracting(Institution::names).isEqualTo(
        versions.stream().map(Institution::names).toList());
  }
}
