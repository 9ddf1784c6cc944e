package org.zhengyan.principal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * An administrative division by its six digits (GB/T 2260); {@code 100000} is the whole country.
 *
 * <p>Containment follows the digits: {@code 320000} holds {@code 320100} holds {@code 320102}. That
 * a code is assigned, and since when, is not known here.
 */
public record Division(@JsonValue String code) {
  public static final Division NATIONAL = new Division("100000");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Division {
    if (!wellFormed(code)) {
      throw new IllegalArgumentException("a division has six digits and does not begin with 0");
    }
  }

  /** True for six digits that do not begin with 0: what the constructor demands. */
  public static boolean wellFormed(String code) {
    if (code.length() != 6 || code.charAt(0) == '0') {
      return false;
    }
    for (int i = 0; i < 6; i++) {
      if (code.charAt(i) < '0' || code.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** True for the division itself and for those below it. */
  public boolean contains(Division other) {
    return other.code.startsWith(prefix());
  }

  /**
   * The digits that those within begin with, none for the country, two, four or all six: for {@code
   * starts_with(division, ?)} in SQL.
   */
  public String prefix() {
    if (equals(NATIONAL)) {
      return "";
    }
    return code.endsWith("0000")
        ? code.substring(0, 2)
        : code.endsWith("00") ? code.substring(0, 4) : code;
  }

  /** The smallest division whose digits hold both: where a move from one to the other is decided. */
  public Division common(Division other) {
    if (contains(other)) {
      return this;
    }
    if (other.contains(this)) {
      return other;
    }
    Division prefecture = new Division(code.substring(0, 4) + "00");
    if (prefecture.contains(other)) {
      return prefecture;
    }
    Division province = new Division(code.substring(0, 2) + "0000");
    return province.contains(other) ? province : NATIONAL;
  }

  @Override
  public String toString() {
    return code;
  }
}
