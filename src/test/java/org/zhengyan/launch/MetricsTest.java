package org.zhengyan.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.ContractClient;

/** What the runbook tells operators to watch is what a node tells Prometheus, under that name. */
@ServerTest
class MetricsTest {
  private static final Pattern NAME = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+)(?:\\{[^}]*})? ([-+0-9.eEInfNa]+)$");

  @LocalServerPort private int port;

  @Test
  void everyMetricOfTheRunbookIsServed() throws IOException {
    String runbook = Files.readString(Path.of("src/docs/operations.md"));
    Set<String> promised = new TreeSet<>();
    Matcher name = NAME.matcher(runbook.substring(runbook.indexOf("| `/actuator/prometheus` |")));
    while (name.find()) {
      promised.add(name.group(1));
    }
    assertThat(promised).hasSizeGreaterThan(12);
    Set<String> missing = new TreeSet<>(promised);
    missing.removeAll(names(scrape()));
    // Histograms are counted under names of their own.
    Set<String> served = names(scrape());
    missing.removeIf(each -> served.contains(each + "_count") || served.contains(each + "_total"));
    assertThat(missing).isEmpty();
  }

  @Test
  void aNodeThatServesSaysSo() {
    await().until(() -> value("zhengyan_status_serving") == 1 && value("zhengyan_status_reconciled") == 1);
    assertThat(value("zhengyan_status_journal_writable")).isOne();
    assertThat(value("zhengyan_log_disagreement")).isZero();
    assertThat(value("zhengyan_status_feed_age_seconds")).isNotNegative();
  }

  private String scrape() {
    return ContractClient.anonymous(port).get("/actuator/prometheus").expect(200).text();
  }

  private static Set<String> names(String scraped) {
    Set<String> names = new TreeSet<>();
    Matcher sample = SAMPLE.matcher(scraped);
    while (sample.find()) {
      names.add(sample.group(1));
    }
    return names;
  }

  private double value(String name) {
    Matcher sample = SAMPLE.matcher(scrape());
    while (sample.find()) {
      if (sample.group(1).equals(name)) {
        return Double.parseDouble(sample.group(2));
      }
    }
    throw new AssertionError("no " + name);
  }
}
