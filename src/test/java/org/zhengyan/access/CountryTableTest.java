package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountryTableTest {
  private final CountryTable table =
      new CountryTable(
          "CN",
          List.of("# a comment", "", "192.0.2.0/25,CN", "192.0.2.128/25,XX", "2001:db8::/33,CN", "198.51.100.0/24,CN"));

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0, false",
    "192.0.2.127, false",
    "192.0.2.128, true",
    "192.0.3.0, true",
    "192.0.1.255, true",
    "2001:db8:7fff::1, false",
    "2001:db8:8000::1, true",
    "::ffff:192.0.2.1, false",
    "127.0.0.1, false",
    "10.1.2.3, false",
    "fd00::1, false",
    "::1, false",
    "example.org, true",
    "'', true"
  })
  void tellsWhatIsAbroad(String address, boolean abroad) {
    assertThat(table.abroad(address)).isEqualTo(abroad);
  }

  @Test
  void knowsNothingWithoutAFile() {
    assertThat(new CountryTable("CN", null).abroad("192.0.2.200")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.0/25",
        "192.0.2.1/25,CN",
        "192.0.2.0/33,CN",
        "example.org/8,CN",
        "192.0.2.0/25,China",
        "2001:db8::/129,CN"
      })
  void refusesAFileThatIsNotUnderstood(String line) {
    assertThatThrownBy(() -> new CountryTable("CN", List.of("198.51.100.0/24,CN", line)))
        .hasMessageContaining("line 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"198.51.100.0/24,CN", "198.51.0.0/16,XX", "198.51.100.128/25,XX"})
  void refusesRangesThatOverlap(String line) {
    assertThatThrownBy(() -> new CountryTable("CN", List.of("198.51.100.0/24,CN", line)))
        .hasMessageContaining("overlaps");
  }
}
