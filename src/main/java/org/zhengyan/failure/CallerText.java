package org.zhengyan.failure;

import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rule for every text that a caller sends and a person may later read: Unicode normalisation form
 * C, 1 to 200 code points, not blank, and nothing that cannot be seen or that moves what can.
 *
 * <p>Refused are controls, line and paragraph separators, everything of category Cf (the bidi
 * controls, zero-width characters, soft hyphen, tags), the other code points that Unicode 17 calls
 * default ignorable (variation selectors, the Hangul fillers, the combining grapheme joiner),
 * unpaired surrogates and noncharacters. Private-use code points pass: what they mean is for the rule
 * of the member that carries them. Nothing is corrected on the way in: the caller signs, or is
 * answered with, exactly what was sent.
 */
public final class CallerText {

  /** The longest text, in code points. */
  public static final int MAX_CODE_POINTS = 200;

  /** The rule that a text breaks. */
  public enum Fault {
    BLANK("text-blank", "the text is blank"),
    TOO_LONG("text-too-long", "the text has more than " + MAX_CODE_POINTS + " code points"),
    FORBIDDEN_CHARACTER(
        "text-forbidden-character",
        "the text holds a control, separator, bidi, zero-width or otherwise invisible character"),
    NOT_UNICODE("text-not-unicode", "the text holds an unpaired surrogate or a noncharacter"),
    NOT_NFC("text-not-nfc", "the text is not in Unicode normalisation form C");

    private final String code;
    private final String sentence;

    Fault(String code, String sentence) {
      this.code = code;
      this.sentence = sentence;
    }

    public String code() {
      return code;
    }

    public String sentence() {
      return sentence;
    }
  }

  private CallerText() {}

  /** The first rule that the text breaks; empty when it keeps them all. */
  public static Optional<Fault> fault(String text) {
    return Optional.ofNullable(faultOf(text));
  }

  /**
   * The text itself, or 422 at that member.
   *
   * @param pointer the JSON pointer of the member
   * @throws Refusal {@code refused-by-rule} with a member error that names the broken rule
   */
  public static String require(String text, String pointer) {
    Fault fault = faultOf(text);
    if (fault != null) {
      throw Refusal.member(Problem.REFUSED_BY_RULE, pointer, fault.code(), fault.sentence());
    }
    return text;
  }

  /** Adds a complaint about that member when the text breaks a rule; a missing text breaks none. */
  public static void check(
      @Nullable String text, String pointer, List<Refusal.MemberError> complaints) {
    Fault fault = text == null ? null : faultOf(text);
    if (fault != null) {
      complaints.add(new Refusal.MemberError(pointer, fault.code(), fault.sentence()));
    }
  }

  private static @Nullable Fault faultOf(String text) {
    // Two chars make at most one code point, so a longer text needs no walk to be refused.
    if (text.length() > 2 * MAX_CODE_POINTS) {
      return Fault.TOO_LONG;
    }
    int count = 0;
    boolean blank = true;
    for (int i = 0; i < text.length(); count++) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c >= 0x20 && c < 0x7F) {
        blank &= c == ' ';
        continue;
      }
      Fault fault = faultOf(c);
      if (fault != null) {
        return fault;
      }
      blank &= Character.isSpaceChar(c);
    }
    if (blank) {
      return Fault.BLANK;
    }
    if (count > MAX_CODE_POINTS) {
      return Fault.TOO_LONG;
    }
    return Normalizer.isNormalized(text, Normalizer.Form.NFC) ? null : Fault.NOT_NFC;
  }

  private static @Nullable Fault faultOf(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.FORMAT ->
          Fault.FORBIDDEN_CHARACTER;
      case Character.SURROGATE -> Fault.NOT_UNICODE;
      default ->
          (codePoint & 0xFFFE) == 0xFFFE || codePoint >= 0xFDD0 && codePoint <= 0xFDEF
              ? Fault.NOT_UNICODE
              : ignorable(codePoint) ? Fault.FORBIDDEN_CHARACTER : null;
    };
  }

  /** Default_Ignorable_Code_Point outside Cf (DerivedCoreProperties.txt of Unicode 17). */
  private static boolean ignorable(int c) {
    return c == 0x034F
        || c == 0x115F
        || c == 0x1160
        || c == 0x17B4
        || c == 0x17B5
        || c >= 0x180B && c <= 0x180F
        || c >= 0x2060 && c <= 0x206F
        || c == 0x3164
        || c >= 0xFE00 && c <= 0xFE0F
        || c == 0xFFA0
        || c >= 0xFFF0 && c <= 0xFFF8
        || c >= 0xE0000 && c <= 0xE0FFF;
  }
}
