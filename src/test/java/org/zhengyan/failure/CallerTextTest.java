package org.zhengyan.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.failure.CallerText.Fault;

class CallerTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "南京市教育局",
        "国家机构（第二名称）",
        "com.example.app",
        "é",
        // Beyond the BMP, and private use.
        "\uD842\uDFB7镇中心小学",
        "\uE816",
        "\uDB80\uDC00",
        "a b",
        "a\u3000b",
        "😀",
      })
  void acceptsWhatPeopleWrite(String text) {
    assertThat(CallerText.fault(text)).isEmpty();
    assertThat(CallerText.require(text, "/name")).isSameAs(text);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x09, 0x0A, 0x0D, 0x1B, 0x7F, 0x85, 0x9F, // controls
        0x2028, 0x2029, // line and paragraph separator
        0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068,
        0x2069, // bidi
        0x00AD, 0x180E, 0x200B, 0x200C, 0x200D, 0x2060, 0x2064, 0xFEFF, 0xFFF9, 0xE0001,
        0xE0041, // zero width
        0x034F, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180F, 0x3164, 0xFE00, 0xFE0F, 0xFFA0, 0xE0100,
        0xE01EF, // invisible, of other categories
      })
  void rejectsWhatCannotBeSeen(int codePoint) {
    for (String text :
        List.of("甲" + Character.toString(codePoint) + "乙", Character.toString(codePoint))) {
      assertThat(CallerText.fault(text)).contains(Fault.FORBIDDEN_CHARACTER);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFFFE, 0xFFFF, 0xFDD0, 0xFDEF, 0x1FFFE, 0x10FFFF})
  void rejectsWhatIsNoCharacter(int codePoint) {
    StringBuilder text = new StringBuilder("甲");
    if (Character.isBmpCodePoint(codePoint)) {
      text.append((char) codePoint);
    } else {
      text.appendCodePoint(codePoint);
    }
    assertThat(CallerText.fault(text.append("乙").toString())).contains(Fault.NOT_UNICODE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"e\u0301", "\uF900", "\u212B", "\uAC00\u11A8"})
  void rejectsWhatIsNotNfc(String text) {
    assertThat(CallerText.fault(text)).contains(Fault.NOT_NFC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u3000", "\u00A0 \u2003"})
  void rejectsBlank(String text) {
    assertThat(CallerText.fault(text)).contains(Fault.BLANK);
  }

  @Test
  void countsCodePoints() {
    assertThat(CallerText.fault("\uD842\uDFB7".repeat(200))).isEmpty();
    assertThat(CallerText.fault("\uD842\uDFB7".repeat(201))).contains(Fault.TOO_LONG);
    assertThat(CallerText.fault("甲".repeat(200))).isEmpty();
    assertThat(CallerText.fault("甲".repeat(201))).contains(Fault.TOO_LONG);
    assertThat(CallerText.fault("甲".repeat(10_000_000))).contains(Fault.TOO_LONG);
  }

  @Test
  void namesTheMember() {
    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> CallerText.require("a\nb", "/action/subject"));
    assertThat(refusal.problem()).isEqualTo(Problem.REFUSED_BY_RULE);
    assertThat(refusal.errors())
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.pointer()).isEqualTo("/action/subject");
              assertThat(error.code()).isEqualTo("text-forbidden-character");
              assertThat(error.detail()).doesNotContain("\n");
            });
  }

  @Test
  void collectsComplaintsAndPassesOverWhatIsMissing() {
    List<Refusal.MemberError> complaints = new ArrayList<>();
    CallerText.check(null, "/a", complaints);
    CallerText.check("fine", "/b", complaints);
    CallerText.check("\u202E", "/c", complaints);
    assertThat(complaints).extracting(Refusal.MemberError::pointer).containsExactly("/c");
  }
}
