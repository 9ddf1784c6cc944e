package org.zhengyan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Nodes of two versions run side by side while one takes the place of the other, so a migration takes nothing
 * away that the version before reads or writes, and demands nothing that it does not give.
 */
class MigrationsTest {
  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
  private static final Pattern NAME = Pattern.compile("V(\\d{12})__[a-z]+(_[a-z0-9]+)+\\.sql");

  /** What the version before would stumble over. */
  private static final List<Pattern> CONTRACTING =
      List.of(
          Pattern.compile("\\bdrop (table|view|materialized view|type|column|schema|sequence)\\b"),
          Pattern.compile("\\brename (to|column|constraint)\\b"),
          Pattern.compile("\\balter column \\w+ (set data )?type\\b"),
          Pattern.compile("\\balter column \\w+ set not null\\b"),
          Pattern.compile("\\balter column \\w+ drop default\\b"),
          Pattern.compile("\\badd column \\w+ (?![^,;]*\\bdefault\\b)(?![^,;]*\\bgenerated\\b)[^,;]*\\bnot null\\b"));

  /** Statements whose subject the version before did not have either, or did not use: file and why. */
  private static final Set<String> AGREED = Set.of();

  @Test
  void theVersionBeforeGoesOn() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path migration : migrations()) {
      String sql = statements(migration);
      for (Pattern contracting : CONTRACTING) {
        Matcher found = contracting.matcher(sql);
        while (found.find()) {
          if (!AGREED.contains(migration.getFileName().toString())) {
            wrong.add(migration.getFileName() + ": " + found.group());
          }
        }
      }
    }
    assertThat(wrong).as("expand first; contract a version later, and say so here").isEmpty();
  }

  @Test
  void eachHasAVersionOfItsOwn() throws IOException {
    Set<String> versions = new HashSet<>();
    for (Path migration : migrations()) {
      Matcher name = NAME.matcher(migration.getFileName().toString());
      assertThat(name.matches()).as(migration.toString()).isTrue();
      assertThat(versions.add(name.group(1))).as(migration.toString()).isTrue();
    }
    assertThat(versions).hasSizeGreaterThan(50);
  }

  /** The rule finds what it is for. */
  @Test
  void theRuleKnowsWhatItLooksFor() {
    for (String bad :
        List.of(
            "drop table a",
            "alter table a drop column b",
            "alter table a rename column b to c",
            "alter table a alter column b type text",
            "alter table a alter column b set not null",
            "alter table a add column b int not null")) {
      assertThat(CONTRACTING).as(bad).anyMatch(pattern -> pattern.matcher(bad).find());
    }
    for (String good :
        List.of(
            "drop index a",
            "alter table a add column b int not null default 0",
            "alter table a add column b int not null default 0, add column c int",
            "alter table a add column b int",
            "drop trigger a on b")) {
      assertThat(CONTRACTING).as(good).noneMatch(pattern -> pattern.matcher(good).find());
    }
  }

  /** Without comments, in lower case, with single spaces. */
  private static String statements(Path migration) throws IOException {
    return Files.readString(migration).replaceAll("--[^\n]*", "").replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }

  private static List<Path> migrations() throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      return files.sorted().toList();
    }
  }
}
