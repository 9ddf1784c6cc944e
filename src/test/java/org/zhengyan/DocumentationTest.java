package org.zhengyan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name exists, and what an operator can meet is in the runbook. */
class DocumentationTest {
  private static final Path DOCS = Path.of("src", "docs");
  private static final Path RUNBOOK = DOCS.resolve("operations.md");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
  private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][a-z][A-Za-z0-9]+)(?:\\.[a-zA-Z]+)?`");
  private static final Pattern UNAVAILABLE = Pattern.compile("unavailable\\(\\s*\"([^\"%]+)");
  private static final Pattern DECISION = Pattern.compile("[0-9]{3}-[a-z0-9-]+\\.md");

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        Path directory = document.getParent() == null ? Path.of("") : document.getParent();
        if (!link.group(1).contains("://") && !Files.exists(directory.resolve(link.group(1)))) {
          dead.add(document + ": " + link.group(1));
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  /** The map of the house names classes and tests; a name that is gone leads nobody anywhere. */
  @Test
  void everyClassInTheArchitectureExists() throws IOException {
    Set<String> sources = new TreeSet<>();
    for (Path source : files(Path.of("src"), ".java")) {
      sources.add(source.getFileName().toString().replace(".java", ""));
    }
    Set<String> unknown = new TreeSet<>();
    Matcher name = CLASS_NAME.matcher(Files.readString(DOCS.resolve("architecture.md")));
    while (name.find()) {
      if (!sources.contains(name.group(1))) {
        unknown.add(name.group(1));
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void everyUnavailabilityHasALineInTheRunbook() throws IOException {
    String runbook = Files.readString(RUNBOOK);
    Set<String> unexplained = new TreeSet<>();
    for (Path source : files(Path.of("src", "main", "java"), ".java")) {
      Matcher detail = UNAVAILABLE.matcher(Files.readString(source));
      while (detail.find()) {
        if (!runbook.contains(detail.group(1).strip())) {
          unexplained.add(source.getFileName() + ": " + detail.group(1));
        }
      }
    }
    assertThat(unexplained).as("what a 503 says, without a line in " + RUNBOOK).isEmpty();
  }

  @Test
  void everyDecisionIsInTheIndex() throws IOException {
    String index = Files.readString(DOCS.resolve("adr/README.md"));
    for (Path decision : files(DOCS.resolve("adr"), ".md")) {
      String name = decision.getFileName().toString();
      if (DECISION.matcher(name).matches()) {
        assertThat(index).contains("(" + name + ")");
      }
    }
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(files(DOCS, ".md"));
    documents.add(Path.of("README.md"));
    documents.add(Path.of("README.zh-CN.md"));
    return documents;
  }

  private static List<Path> files(Path root, String suffix) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }
}
