package org.zhengyan.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameMatcherTest {
  private static final List<String> NAMES =
      List.of(
          "南京市教育局",
          "南京市人民政府教育督导委员会办公室",
          "南京市语言文字工作委员会",
          "南京市招生委员会办公室",
          "南京市校车办");

  private static String match(List<String> names, String claimed) {
    return NameMatcher.match(names, claimed).orElse("none");
  }

  @ParameterizedTest
  @CsvSource({
    "南京市教育局, first",
    "南京市人民政府教育督导委员会办公室, second",
    "南京市语言文字工作委员会, third",
    "南京市招生委员会办公室, other",
    "南京市校车办, other",
    "南京市教育局（南京市人民政府教育督导委员会办公室）, first",
    "南京市教育局(南京市语言文字工作委员会), first",
    "南京市语言文字工作委员会【南京市教育局】, third",
    "南京市教育局（南京市校车办）（南京市语言文字工作委员会）, first",
    "南京市教育局（南京市校车办、南京市语言文字工作委员会）, first",
    "'南京市教育局（南京市校车办，南京市语言文字工作委员会）', first",
    "' 南京市 教育局 ', first",
    "南京市\u3000教育局, first",
  })
  void saysWhichNameMatched(String claimed, String expected) {
    assertThat(match(NAMES, claimed)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "南京市教育",
        "南京市教育局局",
        "南京市教育局（）",
        "南京市教育局（南京市公安局）",
        "南京市教育局（南京市教育局）",
        "南京市教育局（南京市校车办）南京",
        "南京市教育局（南京市校车办",
        "南京市教育局南京市校车办）",
        "南京市教育局（南京市校车办、）",
        "南京市教育局（南京市校车办）（）",
        "（南京市教育局）",
        "南京市教育局（（南京市校车办））",
        "南京市教肓局", // 肓 for 育
        "南京市敎育局", // 敎 is a variant of its own
        "南京市教育局\u200B",
        "",
        "（）",
      })
  void rejectsWhatIsNoRegisteredName(String claimed) {
    assertThat(match(NAMES, claimed)).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource({
    "阿坝县（市）教育局, first",
    "阿坝县(市)教育局, first",
    "阿坝县〔市〕教育局, first",
    "阿坝县﹙市﹚教育局, first",
    "阿坝县市教育局, none",
    "阿坝县教育局, none",
    "阿坝县（市教育局, none",
  })
  void aBracketInsideANameIsPartOfIt(String claimed, String expected) {
    assertThat(match(List.of("阿坝县（市）教育局"), claimed)).isEqualTo(expected);
  }

  @Test
  void aQualifierInABracketIsNeverLeftOut() {
    assertThat(match(List.of("某某局（鼓楼分局）"), "某某局")).isEqualTo("none");
    assertThat(match(List.of("某某局（市）", "市局"), "某某局")).isEqualTo("none");
    assertThat(match(List.of("某某局"), "某某局（鼓楼分局）")).isEqualTo("none");
  }

  @Test
  void aRegisteredNameThatCarriesItsSecondNameMatchesWithoutIt() {
    List<String> names = List.of("中国某某党校（某某行政学院）", "某某行政学院");
    assertThat(match(names, "中国某某党校(某某行政学院)")).isEqualTo("first");
    assertThat(match(names, "中国某某党校")).isEqualTo("first");
    assertThat(match(names, "某某行政学院")).isEqualTo("second");
    // Without the second name as one of its own the bracket is part of the first.
    assertThat(match(names.subList(0, 1), "中国某某党校")).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource({
    "第一〇一中学, 第一○一中学",
    "第一〇一中学, 第一◯一中学",
    "ABC广播电视台, ＡＢＣ广播电视台",
    "第101中学, 第１０１中学",
    "某某·某某县委, 某某•某某县委",
    "某某·某某县委, 某某・某某县委",
    "《求索》杂志社, 〈求索〉杂志社",
    "《求索》杂志社, ＜求索＞杂志社",
    "“双拥”办公室, ＂双拥＂办公室",
    "某局（一）, 某局㈠",
    "某某—某某管理处, 某某－某某管理处",
    "某某－某某管理处, 某某−某某管理处",
    "高山林场, ⾼⼭林场",
  })
  void foldsWhatInputMethodsAndFontsDiffer(String registered, String claimed) {
    assertThat(match(List.of(registered), claimed)).isEqualTo("first");
    assertThat(match(List.of(claimed), registered)).isEqualTo("first");
  }

  @ParameterizedTest
  @CsvSource({
    "某某县一中, 某某县1中",
    "某某県一中, 某某县一中",
    "某某縣一中, 某某县一中",
    "ABC中心, abc中心",
    "某局(一), 某局(二)",
    "某局一, 某局丨",
  })
  void keepsApartWhatReadersTellApart(String registered, String claimed) {
    assertThat(match(List.of(registered), claimed)).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource({
    "E816, 20087",
    "E817, 20089",
    "E818, 200CC",
    "E831, 215D7",
    "E83B, 2298F",
    "E855, 241FE",
    "E81E, 9FB4",
    "E864, 9FBB",
    "E826, 9FB5",
    "E843, 9FB9",
    "E815, 2E81",
    "E844, 4723",
  })
  void mapsThePrivateUseOfOldCharacterSets(String privateUse, String assigned) {
    String old = "龙" + Character.toString(Integer.parseInt(privateUse, 16)) + "镇政府";
    String now = "龙" + Character.toString(Integer.parseInt(assigned, 16)) + "镇政府";
    assertThat(match(List.of(now), old)).isEqualTo("first");
  }

  @Test
  void anyOtherPrivateUseEqualsItselfAlone() {
    assertThat(match(List.of("\uE000镇"), "\uE000镇")).isEqualTo("first");
    assertThat(match(List.of("\uE000镇"), "\uE001镇")).isEqualTo("none");
    assertThat(match(List.of("镇"), "\uE000镇")).isEqualTo("none");
  }

  @Test
  void everyMappedCharacterIsAssignedAndIsMappedOnce() {
    List<Integer> targets = new ArrayList<>();
    for (int c = 0xE000; c <= 0xF8FF; c++) {
      int assigned = NameForm.assigned(c);
      if (assigned >= 0) {
        assertThat(Character.isDefined(assigned)).isTrue();
        assertThat(Character.getType(assigned)).isNotEqualTo((int) Character.PRIVATE_USE);
        targets.add(assigned);
      }
    }
    assertThat(targets).hasSize(90).doesNotHaveDuplicates();
  }

  /** A name that went through GB 18030, four bytes to a rare character, comes back as itself. */
  @Test
  void survivesGb18030() {
    Charset gb18030 = Charset.forName("GB18030");
    for (String name : List.of("\uD842\uDFB7镇", "\uD840\uDC87镇", "㵘河乡", "〇一所", "䶮村", "\u9FB4镇")) {
      String back = new String(name.getBytes(gb18030), gb18030);
      assertThat(match(List.of(name), back)).as(name).isEqualTo("first");
    }
  }

  /**
   * Names put together from the parts that go wrong, then disguised in every way that must not count,
   * match; changed by one ideograph they do not.
   */
  @Test
  void disguisesMatchAndChangesDoNot() {
    Random random = new Random(20240701);
    String[] parts = {
      "南京市", "阿坝藏族羌族自治州", "县（市）", "\uD842\uDFB7", "䶮", "教育局", "第101", "ABC",
      "·", "中心", "（筹）", "一〇一"
    };
    for (int run = 0; run < 2_000; run++) {
      StringBuilder built = new StringBuilder("甲");
      for (int n = 1 + random.nextInt(6); n > 0; n--) {
        built.append(parts[random.nextInt(parts.length)]);
      }
      String name = built.toString();
      String disguised = disguise(name, random);
      assertThat(match(List.of(name, "乙"), disguised)).as(disguised).isEqualTo("first");
      assertThat(match(List.of("乙", name), disguised + disguise("（乙）", random)))
          .isEqualTo("second");
      assertThat(match(List.of(name, "乙"), "丙" + disguised.substring(1))).isEqualTo("none");
      String form = NameForm.of(disguised);
      assertThat(NameForm.of(form)).isEqualTo(form);
      assertThat(Normalizer.isNormalized(form, Normalizer.Form.NFC)).isTrue();
    }
  }

  private static String disguise(String name, Random random) {
    StringBuilder out = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              String choices =
                  switch (c) {
                    case '（' -> "（(〔[【﹙〈《";
                    case '）' -> "）)〕]】﹚〉》";
                    case '·' -> "·•・‧";
                    case '〇' -> "〇○◯";
                    default -> "";
                  };
              if (!choices.isEmpty()) {
                out.append(choices.charAt(random.nextInt(choices.length())));
              } else if (c > ' ' && c < 0x7F && random.nextBoolean()) {
                out.appendCodePoint(c - '!' + 0xFF01);
              } else {
                out.appendCodePoint(c);
              }
              if (random.nextInt(6) == 0) {
                out.append(" \u3000\u00A0".charAt(random.nextInt(3)));
              }
            });
    return out.toString();
  }

  /** A hostile claim of the longest length costs no more than a walk over it. */
  @Test
  void longNestsOfBracketsEnd() {
    String nest = "南京市教育局" + "（".repeat(97) + "）".repeat(97);
    assertThat(match(NAMES, nest)).isEqualTo("none");
    assertThat(match(NAMES, "南京市教育局" + "（南京市校车办）".repeat(20))).isEqualTo("first");
  }
}
