package org.zhengyan.principal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DivisionTest {
  @ParameterizedTest
  @CsvSource({
    "100000, 320102, true",
    "100000, 100000, true",
    "320000, 320102, true",
    "320000, 320100, true",
    "320100, 320102, true",
    "320102, 320102, true",
    "320100, 320000, false",
    "320102, 320100, false",
    "320100, 320200, false",
    "320100, 321002, false",
    "320000, 100000, false",
    "320000, 330000, false",
  })
  void containsItselfAndWhatIsBelow(String outer, String inner, boolean contained) {
    assertThat(new Division(outer).contains(new Division(inner))).isEqualTo(contained);
  }

  @ParameterizedTest
  @CsvSource({
    "320102, 320102, 320102",
    "320102, 320104, 320100",
    "320102, 320100, 320100",
    "320102, 320502, 320000",
    "320102, 440103, 100000",
    "100000, 440103, 100000",
  })
  void aMoveIsDecidedWhereBothLie(String from, String to, String common) {
    assertThat(new Division(from).common(new Division(to)).code()).isEqualTo(common);
    assertThat(new Division(to).common(new Division(from)).code()).isEqualTo(common);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "32010", "3201020", "032010", "32010A", "３２０１０２", "-20102"})
  void rejectsWhatIsNoDivision(String code) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Division(code));
  }
}
