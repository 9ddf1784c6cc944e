package org.zhengyan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The look of the sources, as far as it can be checked without a formatter that rewrites them
 * (src/docs/adr/009-format-by-test.md): each complaint names file, line and rule.
 */
class SourceFormatTest {
  private static final int WIDEST = 120;
  private static final int LONGEST = 500;
  private static final List<Path> JAVA =
      List.of(
          Path.of("src/main/java"),
          Path.of("src/test/java"),
          Path.of("src/test/browser"),
          Path.of("src/bench/java"));
  private static final List<Path> TEXT =
      List.of(
          Path.of("src"),
          Path.of("api-spec"),
          Path.of("docker"),
          Path.of(".ci"),
          Path.of("pom.xml"),
          Path.of("README.md"),
          Path.of("README.zh-CN.md"));
  private static final Pattern TEXT_FILE =
      Pattern.compile(".*\\.(java|sql|ya?ml|md|sh|lua|css|ts|svg|xml|properties|conf|html)|.*/(Dockerfile|run)");
  private static final Pattern IMPORT = Pattern.compile("import (static )?([\\w.]+)\\.(\\w+|\\*);");

  @Test
  void linesEndCleanly() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : files(TEXT, TEXT_FILE)) {
      String text = Files.readString(file);
      if (!text.isEmpty() && (!text.endsWith("\n") || text.endsWith("\n\n"))) {
        wrong.add(file + ": end the file with one line break");
      }
      if (text.indexOf('\r') >= 0) {
        wrong.add(file + ": end lines with LF alone");
      }
      List<String> lines = text.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).endsWith(" ") || lines.get(i).endsWith("\t")) {
          wrong.add(file + ":" + (i + 1) + ": no space at the end of a line");
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void javaIsIndentedByTwoAndNotTooWide() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : files(JAVA, Pattern.compile(".*\\.java"))) {
      List<String> lines = Files.readAllLines(file);
      boolean textBlock = false;
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        String at = file + ":" + (i + 1) + ": ";
        if (line.indexOf('\t') >= 0) {
          wrong.add(at + "no tabs");
        }
        if (width(line) > WIDEST && !textBlock && !line.startsWith("import ") && !line.contains("://")) {
          wrong.add(at + "at most " + WIDEST + " columns");
        }
        int indent = line.length() - line.stripLeading().length();
        boolean comment = line.stripLeading().startsWith("*");
        if (!textBlock && !comment && !line.isBlank() && indent % 2 != 0) {
          wrong.add(at + "indent by two");
        }
        if ((line.length() - line.replace("\"\"\"", "").length()) / 3 % 2 == 1) {
          textBlock = !textBlock;
        }
      }
      if (lines.size() > LONGEST) {
        wrong.add(file + ": " + lines.size() + " lines are two files");
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void importsAreSortedUsedAndSingle() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : files(JAVA, Pattern.compile(".*\\.java"))) {
      String text = Files.readString(file);
      List<String> statics = new ArrayList<>();
      List<String> plain = new ArrayList<>();
      Matcher matcher = IMPORT.matcher(text);
      String body = IMPORT.matcher(text).replaceAll("");
      while (matcher.find()) {
        String name = matcher.group(3);
        (matcher.group(1) == null ? plain : statics).add(matcher.group(2) + "." + name);
        if (name.equals("*")) {
          wrong.add(file + ": no wildcard import: " + matcher.group());
        } else if (!Pattern.compile("\\b" + name + "\\b").matcher(body).find()) {
          wrong.add(file + ": unused: " + matcher.group());
        }
      }
      if (!plain.equals(List.copyOf(new TreeSet<>(plain))) || !statics.equals(List.copyOf(new TreeSet<>(statics)))) {
        wrong.add(file + ": sort the imports, static ones first, each once");
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** Columns as a terminal shows them: wide characters take two. */
  private static int width(String line) {
    return line.codePoints().map(c -> c >= 0x1100 && c < 0x1_F000 && !narrow(c) ? 2 : 1).sum();
  }

  private static boolean narrow(int codePoint) {
    return codePoint >= 0x2000 && codePoint < 0x2E80 || codePoint == 0x2026;
  }

  private static List<Path> files(List<Path> roots, Pattern name) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path root : roots) {
      if (Files.exists(root)) {
        try (Stream<Path> walk = Files.walk(root)) {
          walk.filter(Files::isRegularFile)
              .filter(file -> name.matcher(file.toString()).matches())
              .sorted()
              .forEach(files::add);
        }
      }
    }
    return files;
  }
}
