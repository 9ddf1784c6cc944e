package org.zhengyan.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both languages say the same things, and the pages say nothing else. */
class MessagesTest {
  private static final Path TEXTS = Path.of("src/main/resources/text");
  private static final Path PAGES = Path.of("src/main/java/org/zhengyan/web/console");
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");
  private static final Pattern ASKED =
      Pattern.compile(
          "(?<!Field|Html)\\.(?:text|page|crumb)\\(\\s*(?:\"/[^\"]*\"[^,]*,\\s*)?"
              + "\"([a-z][A-Za-z0-9.-]*[A-Za-z0-9])\"\\s*[,)]");
  private static final Pattern PLACE = Pattern.compile("\\{\\d}");
  private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

  @ParameterizedTest
  @EnumSource(Console.class)
  void bothLanguagesHaveTheSameKeys(Console console) throws IOException {
    assertThat(read(console.wire(), "en").stringPropertyNames())
        .as("text/" + console.wire() + "_en.properties and _zh")
        .containsExactlyInAnyOrderElementsOf(read(console.wire(), "zh").stringPropertyNames());
    assertThat(read("common", "en").stringPropertyNames())
        .containsExactlyInAnyOrderElementsOf(read("common", "zh").stringPropertyNames());
  }

  /** Of a key that stands twice the later text is read, and one page shows another's words. */
  @Test
  void noKeyStandsTwice() throws IOException {
    List<String> twice = new ArrayList<>();
    try (Stream<Path> files = Files.list(TEXTS)) {
      for (Path file : files.toList()) {
        Set<String> keys = new TreeSet<>();
        for (String line : Files.readAllLines(file)) {
          int end = line.indexOf('=');
          if (end > 0 && !line.startsWith("#") && !keys.add(line.substring(0, end).strip())) {
            twice.add(file.getFileName() + ": " + line.substring(0, end));
          }
        }
      }
    }
    assertThat(twice).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Console.class)
  void placesAreTheSame(Console console) throws IOException {
    List<String> wrong = new ArrayList<>();
    Properties zh = read(console.wire(), "zh");
    Properties en = read(console.wire(), "en");
    for (String key : zh.stringPropertyNames()) {
      if (!places(zh.getProperty(key)).equals(places(en.getProperty(key, "")))) {
        wrong.add(console.wire() + ": " + key);
      }
    }
    assertThat(wrong).as("{0}, {1} … stand in both languages").isEmpty();
  }

  /** No sentence mixes the languages: the English files have no Chinese but for terms in brackets. */
  @ParameterizedTest
  @EnumSource(Console.class)
  void noSentenceIsMixed(Console console) throws IOException {
    Properties en = read(console.wire(), "en");
    for (String key : en.stringPropertyNames()) {
      assertThat(HAN.matcher(en.getProperty(key).replaceAll("\\([^)]*\\)", "")).find())
          .as(console.wire() + "_en " + key)
          .isFalse();
    }
  }

  /** A key that a page asks for by name is there, in its console's files or in the common ones. */
  @Test
  void everyKeyAskedForIsThere() throws IOException {
    Set<String> all = allKeys();
    List<String> missing = new ArrayList<>();
    for (Path source : sources()) {
      Matcher asked = ASKED.matcher(Files.readString(source));
      while (asked.find()) {
        if (!all.contains(asked.group(1))) {
          missing.add(source.getFileName() + ": " + asked.group(1));
        }
      }
    }
    assertThat(missing).as("keys that are in no file under " + TEXTS).isEmpty();
  }

  /** Words that no page says are taken out; a computed key is known by the literal that it begins with. */
  @Test
  void everyKeyIsUsed() throws IOException {
    Set<String> literals = new TreeSet<>();
    for (Path source : sources()) {
      Matcher literal = LITERAL.matcher(Files.readString(source));
      while (literal.find()) {
        literals.add(literal.group(1));
      }
    }
    Set<String> unused = new TreeSet<>();
    for (String key : allKeys()) {
      boolean used =
          literals.contains(key)
              || literals.stream().anyMatch(literal -> literal.endsWith(".") && key.startsWith(literal))
              || literals.stream().anyMatch(literal -> literal.startsWith(".") && joined(literals, key, literal));
      if (!used) {
        unused.add(key);
      }
    }
    assertThat(unused).as("keys that no page uses").isEmpty();
  }

  /** The key of a sentence that goes with another: {@code key + ".text"}. */
  private static boolean joined(Set<String> literals, String key, String end) {
    return key.endsWith(end) && literals.contains(key.substring(0, key.length() - end.length()));
  }

  private static Set<String> allKeys() throws IOException {
    Set<String> keys = new TreeSet<>(read("common", "zh").stringPropertyNames());
    for (Console console : Console.values()) {
      keys.addAll(read(console.wire(), "zh").stringPropertyNames());
    }
    return keys;
  }

  private static Set<String> places(String text) {
    Set<String> places = new TreeSet<>();
    Matcher place = PLACE.matcher(text);
    while (place.find()) {
      places.add(place.group());
    }
    return places;
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(PAGES)) {
      return files
          .filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
          .toList();
    }
  }

  private static Properties read(String name, String language) throws IOException {
    Properties properties = new Properties();
    Path file = TEXTS.resolve(name + "_" + language + ".properties");
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
    }
    return properties;
  }
}
