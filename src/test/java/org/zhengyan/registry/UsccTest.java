package org.zhengyan.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import tools.jackson.databind.json.JsonMapper;

class UsccTest {
  private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

  @ParameterizedTest
  @CsvSource({
    "11100000000013338W, ORGAN, 100000",
    "11320100000000019A, ORGAN, 320100",
    "12320100425801065C, PUBLIC_INSTITUTION, 320100",
    "1310000050000012XN, ORGAN, 100000",
    "19110000MB0Q123472, ORGAN, 110000",
    "12440106MB2C00013T, PUBLIC_INSTITUTION, 440106",
    // Organisation checks X and 0.
    "1232010042580109XR, PUBLIC_INSTITUTION, 320100",
    "12320100425801030R, PUBLIC_INSTITUTION, 320100",
    // The check of the whole is 0.
    "123201004258013800, PUBLIC_INSTITUTION, 320100",
  })
  void readsCodeKindAndDivision(String text, String kind, String division) {
    Uscc uscc = Uscc.parse(text).orElseThrow();
    assertThat(uscc.kind()).hasToString(kind);
    assertThat(uscc.divisionAtRegistration().code()).isEqualTo(division);
    assertThat(uscc).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "'', LENGTH",
    "1232010042580106, LENGTH",
    "12320100425801065, LENGTH",
    "12320100425801065C0, LENGTH",
    "' 12320100425801065C', LENGTH",
    "12320100425801065c, ALPHABET",
    "12440106mb2c00013T, ALPHABET",
    "１２３２０１００４２５８０１０６５Ｃ, ALPHABET",
    "12320100425801065Ｃ, ALPHABET",
    "1232010042580I065C, ALPHABET",
    "123201O0425801065C, ALPHABET",
    "12320100425801065S, ALPHABET",
    "12320100425801065V, ALPHABET",
    "12320100425801065Z, ALPHABET",
    "12320100-25801065C, ALPHABET",
    // Arabic-Indic and other digits are digits to Character.isDigit and none of the standard's.
    "1232010042580106٥C, ALPHABET",
    // A company, a social organisation, an unknown category of the right department.
    "91320100425801065C, CATEGORY",
    "51320100425801065C, CATEGORY",
    "14320100425801065C, CATEGORY",
    "12032010425801065C, DIVISION",
    "1232A100425801065C, DIVISION",
    // Passes the last check and fails the organisation's.
    "121000009999999996, ORGANISATION_CHECK",
    "12320100425801075C, ORGANISATION_CHECK",
    "12320100425801065D, CHECK",
    "12320200425801065C, CHECK",
    "11320100425801065C, CHECK",
  })
  void rejectsAndSaysWhichRule(String text, Uscc.Fault fault) {
    assertThat(Uscc.fault(text)).contains(fault);
    assertThat(Uscc.parse(text)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new Uscc(text));
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> Uscc.require(text, "/uscc"));
    assertThat(refusal.problem()).isEqualTo(Problem.REFUSED_BY_RULE);
    assertThat(refusal.errors())
        .containsExactly(new Refusal.MemberError("/uscc", fault.code(), fault.sentence()));
  }

  @ParameterizedTest
  @CsvSource({"13", "19"})
  void bothChecksAreHardForTheOtherCategoriesToo(String category) {
    String body = category + "1000005000001";
    String broken = body + "23";
    String withWholeCheck = broken + Uscc.check(broken);
    assertThat(Uscc.fault(withWholeCheck)).contains(Uscc.Fault.ORGANISATION_CHECK);
  }

  /** One wrong character is always found, wherever it stands: what the two checks are for. */
  @Test
  void findsEverySingleWrongCharacter() {
    Random random = new Random(32100);
    for (int run = 0; run < 200; run++) {
      String code = randomCode(random);
      assertThat(Uscc.parse(code)).as(code).isPresent();
      for (int i = 0; i < code.length(); i++) {
        for (char c : ALPHABET.toCharArray()) {
          String wrong = code.substring(0, i) + c + code.substring(i + 1);
          assertThat(Uscc.parse(wrong).isPresent()).as(wrong).isEqualTo(c == code.charAt(i));
        }
      }
    }
  }

  @Test
  void isOneStringInJson() {
    JsonMapper json = new JsonMapper();
    Uscc uscc = new Uscc("11100000000013338W");
    assertThat(json.writeValueAsString(uscc)).isEqualTo("\"11100000000013338W\"");
    assertThat(json.readValue("\"11100000000013338W\"", Uscc.class)).isEqualTo(uscc);
  }

  private static String randomCode(Random random) {
    StringBuilder text = new StringBuilder("1").append("1239".charAt(random.nextInt(4)));
    text.append(100000 + random.nextInt(900000));
    for (int i = 0; i < 8; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    text.append(Uscc.organisationCheck(text.substring(8)));
    return text.append(Uscc.check(text)).toString();
  }
}
