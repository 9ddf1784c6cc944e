package org.zhengyan.registry;

import java.util.Set;
import org.zhengyan.principal.Division;

/**
 * Which divisions can be registered: the whole country, and six digits that begin with one of the
 * provinces of GB/T 2260.
 *
 * <p>What lies below a province is not checked: codes of counties are assigned and withdrawn every
 * year, and a list would refuse bodies that exist.
 */
final class Divisions {
  private static final Set<String> PROVINCES =
      Set.of(
          "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
          "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64",
          "65", "71", "81", "82");

  private Divisions() {}

  static boolean known(String code) {
    return code.equals(Division.NATIONAL.code())
        || Division.wellFormed(code) && PROVINCES.contains(code.substring(0, 2));
  }
}
