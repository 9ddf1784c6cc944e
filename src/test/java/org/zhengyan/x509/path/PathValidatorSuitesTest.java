package org.zhengyan.x509.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The path validator, measured on every case of two public suites; see {@code
 * src/test/resources/x509/README.md} for where they are from.
 *
 * <p>{@code path-results.txt} records what it says to each case. When an outcome changes on purpose,
 * copy {@code target/path-results.txt} over it and read the difference.
 */
class PathValidatorSuitesTest {
  private static final Path DATA = Path.of("src/test/resources/x509");
  private static final List<SuiteCase> LIMBO =
      LimboSuite.run(DATA.resolve("limbo/limbo-part.json"));
  private static final List<SuiteCase> PKITS = PkitsSuite.run(DATA.resolve("pkits"));

  @Test
  void saysToEveryCaseWhatIsRecorded() throws IOException {
    List<String> results =
        Stream.concat(
                LIMBO.stream().map(result -> line("limbo", result)),
                PKITS.stream().map(result -> line("pkits", result)))
            .toList();
    Files.write(Path.of("target/path-results.txt"), results);

    List<String> recorded =
        Files.readAllLines(DATA.resolve("path-results.txt")).stream()
            .filter(line -> !line.startsWith("#") && !line.isBlank())
            .toList();
    assertThat(results).isEqualTo(recorded);
  }

  @Test
  void acceptsNothingThatASuiteRefuses() {
    assertThat(LIMBO)
        .hasSize(305)
        .filteredOn(result -> result.accepted() && !result.accepts())
        .isEmpty();
    assertThat(PKITS)
        .hasSize(116)
        .filteredOn(result -> result.accepted() && !result.accepts())
        .isEmpty();
  }

  private static String line(String suite, SuiteCase result) {
    return "%s %-8s %-19s %s"
        .formatted(
            suite,
            result.agrees() ? "agrees" : "DIFFERS",
            result.outcome(),
            result.name());
  }
}
