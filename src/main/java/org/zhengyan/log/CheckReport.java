package org.zhengyan.log;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@link LogCheck} found: all of it counted, the first ten of each kind told. */
final class CheckReport {
  private static final int TOLD = 10;

  private final Map<String, List<String>> told = new LinkedHashMap<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();

  /** Notes one thing that is not as it was written. */
  void found(String kind, String sentence) {
    counts.merge(kind, 1L, Long::sum);
    List<String> sentences = told.computeIfAbsent(kind, _ -> new ArrayList<>());
    if (sentences.size() < TOLD) {
      sentences.add(sentence);
    }
  }

  long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  void print(PrintStream out) {
    told.forEach(
        (kind, sentences) -> {
          long count = counts.getOrDefault(kind, 0L);
          out.printf("%n%s (%,d)%n", kind, count);
          sentences.forEach(sentence -> out.println("  " + sentence));
          if (count > sentences.size()) {
            out.printf("  and %,d more%n", count - sentences.size());
          }
        });
  }
}
