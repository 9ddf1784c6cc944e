package org.zhengyan.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Division;

/**
 * A unified social credit code of a body that the staffing authorities register: 18 characters whose
 * two check characters hold (GB 32100-2015 section 4, GB 11714-1997 section 4).
 *
 * <p>Character 1 is the registering department (1 = staffing authorities), 2 the category (1 organ,
 * 2 public institution, 3 mass organisation, 9 other), 3 to 8 the division of the registering
 * authority, 9 to 17 the organisation code with its own check, 18 the check of the whole. Both checks
 * are hard for all four categories: neither standard makes an exception for one. Codes of other
 * departments, such as a company's {@code 91…}, are none of ours and do not parse.
 *
 * <p>The division in the code is the one at registration. It is evidence, not proof: what counts is
 * the registered {@link Institution#division}.
 */
public record Uscc(@JsonValue String value) {

  /** The rule that a text breaks, in the order in which they are tried. */
  public enum Fault {
    LENGTH("length", "a unified social credit code has 18 characters"),
    ALPHABET(
        "alphabet", "a unified social credit code is written in 0-9 and A-Z without I, O, S, V and Z"),
    CATEGORY("category", "the code of an organ or public institution begins with 11, 12, 13 or 19"),
    DIVISION("division", "characters 3 to 8 are the six digits of a division"),
    ORGANISATION_CHECK(
        "organisation-check", "character 17 is not the check of the organisation code (GB 11714)"),
    CHECK("check", "character 18 is not the check of the code (GB 32100)");

    private final String code;
    private final String sentence;

    Fault(String code, String sentence) {
      this.code = "uscc-" + code;
      this.sentence = sentence;
    }

    /** The code of a member error, such as {@code uscc-check}. */
    public String code() {
      return code;
    }

    /** The rule in a sentence that does not repeat the text. */
    public String sentence() {
      return sentence;
    }
  }

  private static final int LENGTH = 18;
  private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

  /** 3^(i-1) mod 31, GB 32100-2015 table 2. */
  private static final int[] WEIGHTS = {
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28
  };

  /** GB 11714-1997 section 4.2. */
  private static final int[] ORGANISATION_WEIGHTS = {3, 7, 9, 10, 5, 8, 4, 2};

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Uscc {
    Fault fault = faultOf(value);
    if (fault != null) {
      throw new IllegalArgumentException(fault.sentence());
    }
  }

  /** The code, if it is one: exactly as written, no trimming, no case or width folding. */
  public static Optional<Uscc> parse(String text) {
    return faultOf(text) == null ? Optional.of(new Uscc(text)) : Optional.empty();
  }

  /** The first rule that the text breaks; empty for a code. */
  public static Optional<Fault> fault(String text) {
    return Optional.ofNullable(faultOf(text));
  }

  /**
   * The code, or 422 at that member.
   *
   * @param pointer the JSON pointer of the member, such as {@code /claimed/uscc}
   * @throws Refusal {@code refused-by-rule} with a member error that names the broken rule
   */
  public static Uscc require(String text, String pointer) {
    Fault fault = faultOf(text);
    if (fault != null) {
      throw Refusal.member(Problem.REFUSED_BY_RULE, pointer, fault.code(), fault.sentence());
    }
    return new Uscc(text);
  }

  /** The kind that the category fixes: 12 is a public institution, 11, 13 and 19 have the organ's face. */
  public InstitutionKind kind() {
    return value.charAt(1) == '2' ? InstitutionKind.PUBLIC_INSTITUTION : InstitutionKind.ORGAN;
  }

  /** The division of the registering authority when the code was given. */
  public Division divisionAtRegistration() {
    return new Division(value.substring(2, 8));
  }

  /** The check character of an organisation code's first eight characters, {@code 0-9} or {@code X}. */
  static char organisationCheck(CharSequence eight) {
    int sum = 0;
    for (int i = 0; i < ORGANISATION_WEIGHTS.length; i++) {
      sum += Character.digit(eight.charAt(i), 36) * ORGANISATION_WEIGHTS[i];
    }
    int check = 11 - sum % 11;
    return check == 10 ? 'X' : check == 11 ? '0' : (char) ('0' + check);
  }

  /** The check character of a code's first seventeen characters. */
  static char check(CharSequence seventeen) {
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      sum += ALPHABET.indexOf(seventeen.charAt(i)) * WEIGHTS[i];
    }
    return ALPHABET.charAt((31 - sum % 31) % 31);
  }

  private static @Nullable Fault faultOf(String text) {
    if (text.length() != LENGTH) {
      return Fault.LENGTH;
    }
    for (int i = 0; i < LENGTH; i++) {
      if (ALPHABET.indexOf(text.charAt(i)) < 0) {
        return Fault.ALPHABET;
      }
    }
    if (text.charAt(0) != '1' || "1239".indexOf(text.charAt(1)) < 0) {
      return Fault.CATEGORY;
    }
    for (int i = 2; i < 8; i++) {
      char c = text.charAt(i);
      if (c > '9' || i == 2 && c == '0') {
        return Fault.DIVISION;
      }
    }
    if (organisationCheck(text.substring(8, 16)) != text.charAt(16)) {
      return Fault.ORGANISATION_CHECK;
    }
    return check(text) == text.charAt(17) ? null : Fault.CHECK;
  }

  @Override
  public String toString() {
    return value;
  }
}
