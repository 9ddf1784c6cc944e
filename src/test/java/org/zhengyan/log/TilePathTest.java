package org.zhengyan.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TilePathTest {
  /** The first index is the example of the specification. */
  @ParameterizedTest
  @CsvSource({
    "0, 1234067, 256, tile/0/x001/x234/067",
    "0, 0, 256, tile/0/000",
    "1, 0, 17, tile/1/000.p/17",
    "63, 999, 255, tile/63/999.p/255",
    "-1, 1000, 1, tile/entries/x001/000.p/1",
    "2, 999999999999999999, 256, tile/2/x999/x999/x999/x999/x999/999"
  })
  void writesAndReadsTheAddress(int level, long index, int width, String written) {
    TilePath path = new TilePath(level, index, width);
    assertThat(path).hasToString(written);
    String[] parts = written.split("/", 3);
    assertThat(TilePath.parse(parts[1], parts[2])).contains(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0/0", "0/00", "0/0000", "0/1000", "0/x000/000", "0/x000/001", "0/x001/1", "0/001/001", "0/x001", "0/",
        "0/000/", "0//000", "0/000.p/0", "0/000.p/256", "0/000.p/01", "0/000.p/1000", "0/000.p/", "0/000.p",
        "0/000.p/-1", "0/-01", "0/+01", "00/000", "01/000", "64/000", "100/000", "-1/000", "x/000", "/000",
        "Entries/000", "entries/0", "0/000?x", "0/%30%30%30", "0/٠٠٠", "0/000.P/1", "0/000.p/1/", "0/X001/000",
        "0/x001/x234/x567/x890/x123/x456/789", "0/000\n", "0/ 000"
      })
  void readsNothingElse(String path) {
    int slash = path.indexOf('/');
    assertThat(TilePath.parse(path.substring(0, slash), path.substring(slash + 1))).isEqualTo(Optional.empty());
  }

  /** The tree of 70,000 leaves of the specification. */
  @ParameterizedTest
  @CsvSource({
    "0, 272, 256, true", "0, 273, 112, true", "0, 273, 113, false", "0, 273, 256, false", "0, 274, 1, false",
    "0, 0, 255, true", "1, 0, 256, true", "1, 1, 17, true", "1, 1, 18, false", "2, 0, 1, true", "2, 0, 2, false",
    "3, 0, 1, false", "63, 0, 1, false", "8, 0, 1, false", "-1, 273, 112, true", "-1, 273, 113, false",
    "0, 999999999999999999, 256, false", "0, 999999999999999999, 1, false"
  })
  void knowsWhatATreeHas(int level, long index, int width, boolean within) {
    assertThat(new TilePath(level, index, width).within(70_000)).isEqualTo(within);
  }

  @Test
  void knowsTheEdgesOfATree() {
    assertThat(new TilePath(0, 0, 1).within(0)).isFalse();
    assertThat(new TilePath(0, 0, 256).within(256)).isTrue();
    assertThat(new TilePath(1, 0, 1).within(256)).isTrue();
    assertThat(new TilePath(0, 1, 1).within(256)).isFalse();
    assertThat(new TilePath(7, 0, 127).within(Long.MAX_VALUE)).isTrue();
    assertThat(new TilePath(8, 0, 1).within(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void refusesWhatIsNoTile() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TilePath(64, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new TilePath(0, -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new TilePath(0, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new TilePath(0, 0, 257));
  }
}
