package org.zhengyan.x509.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;

class DistinguishedNamesTest {
  private static final String USCC = "11320100MB0000001X";

  @Test
  void namesTheBodyAsRegistered() {
    String registered = "示范市教育局（示范市体育局）";
    X500Name name = DistinguishedNames.subject(registered, USCC);
    assertThat(name.toString())
        .isEqualTo(
            "C=CN,O=" + registered + ",organizationIdentifier=" + USCC + ",CN=" + registered);
    assertThat(name.getRDNs(BCStyle.CN)[0].getFirst().getValue()).isInstanceOf(DERUTF8String.class);
  }

  @Test
  void keepsANameOfSixtyFourCharacters() {
    String name = "示".repeat(64);
    assertThat(DistinguishedNames.certifiedName(name)).isEqualTo(name);
  }

  @Test
  void cutsANameOfSixtyFiveCharacters() {
    String cut = DistinguishedNames.certifiedName("示".repeat(65));
    assertThat(cut).isEqualTo("示".repeat(63) + "…");
    assertThat(cut.codePointCount(0, cut.length())).isEqualTo(64);
  }

  @Test
  void countsACharacterBeyondTheBmpOnce() {
    String name = "𠮷".repeat(64);
    assertThat(name).hasSize(128);
    assertThat(DistinguishedNames.certifiedName(name)).isEqualTo(name);
    assertThat(DistinguishedNames.certifiedName(name + "镇")).isEqualTo("𠮷".repeat(63) + "…");
  }

  @Test
  void neverCutsInsideWhatAReaderSeesAsOneCharacter() {
    String accented = "x̂"; // two code points, one character to a reader
    String name = "示".repeat(62) + accented + "示".repeat(10);
    assertThat(DistinguishedNames.certifiedName(name)).isEqualTo("示".repeat(62) + "…");
  }

  @Test
  void cutsANameThatIsOneEndlessCharacter() {
    String name = "x" + "̂".repeat(100);
    String cut = DistinguishedNames.certifiedName(name);
    assertThat(cut.codePointCount(0, cut.length())).isEqualTo(64);
  }

  @Test
  void refusesTextThatTheRegistryWouldNotHold() {
    for (String name : new String[] {"", " ", "示范\n局", "示范\u202e局", "e\u0301cole", "\ud800"}) {
      assertThatThrownBy(() -> DistinguishedNames.certifiedName(name))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void refusesACodeOfAnotherForm() {
    for (String uscc :
        new String[] {"", "11320100MB0000001", "11320100MB0000001I", "11320100mb0000001x"}) {
      assertThatThrownBy(() -> DistinguishedNames.subject("示范局", uscc))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
