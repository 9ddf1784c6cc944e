package org.zhengyan.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.principal.Division;

/**
 * A list shows whom a naive reading of its filter finds, whether it looks among some pages (all of them are looked
 * at first here) or asks the index (none is).
 */
@NullUnmarked
class BodyListTest {
  private static final int BODIES = 2_400;
  private static final int PAGE = 400;
  private static final double INDEXED = 0;
  private static final double SAMPLED = 100;

  /** Where they are, and where their codes say that they were registered. */
  private static final List<String> DIVISIONS =
      List.of("320102", "320100", "320000", "320500", "321000", "100000", "110101", "443201", "440132", "323201",
          "321100");

  private static final List<String> REGISTERED =
      List.of("320102", "320100", "443201", "320582", "110101", "123201", "100000");

  /** Very many have the first; others look like what the index has for a division, a kind, a status or a code. */
  private static final List<String> NAMES =
      List.of(
          "%d区第一中学", "第%d图书馆", "%d第一中学", "甲%d(第一)中学", "%d第一 中学", "丙第一中学%d", "@32第一中学%d",
          "3201号图书馆%d", "#12中学%d", "Organ图书馆%d", "cancelled第一中学%d", "{3201,organ}馆%d", "100%%图书馆%d",
          "a_b中学%d", "乙%d\"号\\馆", "publicInstitution%d");

  /** So few rows need no index; it is asked nevertheless. */
  private static final JdbcTemplate JDBC =
      new JdbcTemplate(TestStores.pool(TestStores.freshDatabaseUrl() + "&options=-c%20enable_seqscan%3Doff", 2));

  private static final List<Body> BODIES_THERE = new ArrayList<>();

  private record Body(
      String uscc, String kind, String division, String status, LocalDate until, String name) {

    String today() {
      return status.equals("normal") && until != null && until.getYear() < 2026 ? "void" : status;
    }

    boolean fits(BodyFilter filter, Division within) {
      Division narrow = filter.division() == null ? within : filter.division();
      return (narrow.code().equals("100000") || division.startsWith(narrow.code().replaceFirst("(00)+$", "")))
          && (filter.kind() == null || kind.equals(filter.kind().wire()))
          && (filter.status() == null || today().equals(filter.status().wire()))
          && (filter.code() == null || uscc.startsWith(filter.code()))
          && (filter.name() == null || form(name).contains(form(filter.name())));
    }

    private static String form(String text) {
      return text.toLowerCase(Locale.ROOT).replaceAll("[ ()]", "");
    }
  }

  @BeforeAll
  static void bodies() {
    for (int i = 0; i < BODIES; i++) {
      boolean organ = i % 10 < 3;
      List<String> statuses =
          organ ? List.of("normal", "revoked") : List.of("normal", "normal", "normal", "frozen", "cancelled", "void");
      String status = i % 3 == 0 ? statuses.get(i / 3 % statuses.size()) : "normal";
      BODIES_THERE.add(
          new Body(
              TestVersions.code(organ ? "11" : "12", REGISTERED.get(i % REGISTERED.size()), "96%06d".formatted(i)),
              organ ? "organ" : "publicInstitution",
              DIVISIONS.get(i % DIVISIONS.size()),
              status,
              organ || i % 5 == 4 ? null : LocalDate.of(i % 13 == 0 ? 2021 : 2099, 1, 1),
              NAMES.get(i % 2 == 0 ? 0 : i / 2 % NAMES.size()).formatted(i)));
    }
    JDBC.batchUpdate(
        "insert into institution_head (uscc, version, kind, division, status, valid_to, name, form)"
            + " values (?, 1, ?, ?, ?, ?, ?, institution_form(?))",
        BODIES_THERE,
        BODIES,
        (row, body) -> {
          row.setString(1, body.uscc());
          row.setString(2, body.kind());
          row.setString(3, body.division());
          row.setString(4, body.status());
          row.setObject(5, body.until());
          row.setString(6, body.name());
          row.setString(7, body.name());
        });
    JDBC.execute("analyze institution_head");
  }

  @ParameterizedTest
  @ValueSource(doubles = {INDEXED, SAMPLED})
  void everyDivisionIsWhatItsDigitsBeginWith(double percent) {
    List<String> divisions =
        List.of(
            "100000", "320000", "320100", "320102", "321000", "321100", "443200", "443201", "710000", "320103",
            "323200");
    for (String division : divisions) {
      for (String name : List.of("第一中学", "@32", "3201", "没有这样的名字")) {
        asRead(percent, new BodyFilter(new Division(division), null, null, name, null), Division.NATIONAL);
      }
      asRead(percent, new BodyFilter(null, null, null, "图书馆", null), new Division(division));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {INDEXED, SAMPLED})
  void everyBeginningOfACode(double percent) {
    String whole = BODIES_THERE.getFirst().uscc();
    List<String> codes = new ArrayList<>(List.of("12", "123", "1232", "12320", "123201", "1244", "3201", "1", "9"));
    codes.addAll(List.of("#12", "~", "12~", "中", "12中", "12\uD83D\uDE00", "_1", "%", "1_", "12320102%"));
    for (int length = 1; length <= whole.length(); length++) {
      codes.add(whole.substring(0, length));
    }
    for (String code : codes) {
      asRead(percent, new BodyFilter(null, null, null, "第一中学", code), Division.NATIONAL);
      asRead(percent, new BodyFilter(null, null, null, "图书馆", code), new Division("320000"));
    }
  }

  /** So many that each value of a filter meets nearly each of every other. */
  @ParameterizedTest
  @ValueSource(doubles = {INDEXED, SAMPLED})
  void filtersTogether(double percent) {
    List<String> names =
        List.of(
            "第一中学", "图书馆", "@32", "3201", "#12", "organ", "cancelled", "{3201,organ}", "100%", "_b", "\"号\\",
            "一 中(学", "学1", "(馆", "()", "没有这样的名字", "publicInstitution");
    List<String> divisions =
        Arrays.asList(null, "100000", "320000", "320100", "320102", "321000", "710000");
    List<InstitutionKind> kinds =
        Arrays.asList(null, InstitutionKind.ORGAN, InstitutionKind.PUBLIC_INSTITUTION);
    List<InstitutionStatus> statuses = new ArrayList<>(Arrays.asList(InstitutionStatus.values()));
    statuses.add(null);
    List<String> codes = Arrays.asList(null, null, null, "12", "123", "1232", "12443201");
    int found = 0;
    for (int i = 0; i < 17 * 7 * 3 * 6 * 7; i += 151) {
      String division = divisions.get(i / 17 % 7);
      found +=
          asRead(
              percent,
              new BodyFilter(
                  division == null ? null : new Division(division),
                  kinds.get(i / (17 * 7) % 3),
                  statuses.get(i / (17 * 7 * 3) % 6),
                  names.get(i % 17),
                  codes.get(i / (17 * 7 * 3 * 6))),
              Division.NATIONAL);
    }
    assertThat(found).as("they are not all empty").isGreaterThan(500);
  }

  @Test
  void theIndexIsAskedForNameAndDivisionTogether() {
    BodyWhere where =
        BodyWhere.marked(
            new BodyFilter(new Division("320100"), InstitutionKind.ORGAN, null, "第一中学", "1132"),
            Division.NATIONAL, "第一中学", new String[] {"第一", "一中", "中学"});

    String plan =
        String.join(
            "\n",
            JDBC.queryForList(
                "explain (costs off) select * from institution_head" + where.sql(), String.class,
                where.arguments().toArray()));

    assertThat(plan)
        .contains("Bitmap Index Scan on institution_head_in_name_with_marks", "{320", "#1132")
        .doesNotContain("by_division", "pkey", "BitmapAnd");
  }

  /** From page to page: all that fit, or of very many an arbitrary thousand (and one, which tells so). */
  private static int asRead(double percent, BodyFilter filter, Division within) {
    Set<String> expected =
        BODIES_THERE.stream().filter(body -> body.fits(filter, within)).map(Body::uscc).collect(Collectors.toSet());
    BodyList list = new BodyList(JDBC, percent);
    List<String> shown = new ArrayList<>();
    BodyPage page = list.page(filter, within, null, PAGE);
    RowCount count = page.count();
    while (true) {
      page.rows().forEach(row -> shown.add(row.uscc().value()));
      if (page.rows().size() < PAGE) {
        break;
      }
      page = list.page(filter, within, page.rows().getLast().cursor(), PAGE);
    }
    String asked = filter + " within " + within;
    assertThat(shown).as(asked).doesNotHaveDuplicates();
    if (expected.size() > BodyList.MOST_MATCHES) {
      assertThat(expected).as(asked).containsAll(shown);
      assertThat(shown).as(asked).hasSize(BodyList.MOST_MATCHES + 1);
      assertThat(count).as(asked).isEqualTo(new RowCount(BodyList.MOST_MATCHES, false));
    } else {
      assertThat(shown).as(asked).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(count).as(asked).isEqualTo(new RowCount(expected.size(), true));
    }
    return expected.size();
  }
}
