package org.zhengyan.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class LicenceIdentifierTest {
  private static final String REAL =
      "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U";

  @Test
  void readsAnIdentifierThatWasIssuedElsewhere() {
    LicenceIdentifier real = LicenceIdentifier.parse(REAL);
    assertThat(real.issuer()).isEqualTo("11430000006122244L");
    assertThat(real.version()).isEqualTo(1);
    assertThat(real.check()).isEqualTo('U');
  }

  @Test
  void readsWhatItWrites() {
    var identifier =
        new LicenceIdentifier("11100000000013338W011", "11320100990000012Q", "2026990000012", 7);
    assertThat(LicenceIdentifier.parse(identifier.toString())).isEqualTo(identifier);
    assertThat(identifier.toString()).contains(".2026990000012.007.");
  }

  @Test
  void refusesAWrongCheckCharacter() {
    String good =
        new LicenceIdentifier("11100000000013338W011", "320100", "1", 1).toString();
    char last = good.charAt(good.length() - 1);
    String bad = good.substring(0, good.length() - 1) + (last == 'A' ? 'B' : 'A');
    assertThatThrownBy(() -> LicenceIdentifier.parse(bad)).hasMessageContaining("check character");
  }

  @Test
  void findsTwoCharactersThatChangedPlaces() {
    String good = new LicenceIdentifier("11100000000013338W011", "320100", "1234", 1).toString();
    assertThatThrownBy(() -> LicenceIdentifier.parse(good.replace(".1234.", ".1243.")))
        .hasMessageContaining("check character");
  }

  @Test
  void refusesOtherForms() {
    String[] all = {"", REAL.replace(".001.", ".1."), REAL + "X", REAL.toLowerCase(Locale.ROOT)};
    for (String bad : all) {
      assertThatThrownBy(() -> LicenceIdentifier.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new LicenceIdentifier("11100000000013338W011", "320100", "1", 1000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LicenceIdentifier("11100000000013338W011", "320100", "a", 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
