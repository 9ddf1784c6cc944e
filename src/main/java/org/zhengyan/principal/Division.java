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

  @JsonCreator
  public Division {
    if (!code.matches("[1-9][0-9]{5}")) {
      throw new IllegalArgumentException("a division has six digits and does not begin with 0");
    }
  }

  /** True for the division itself and for those below it. */
  public boolean contains(Division other) {
    if (equals(NATIONAL) || equals(other)) {
      return true;
    }
    if (code.endsWith("0000")) {
      return other.code.startsWith(code.substring(0, 2));
    }
    return code.endsWith("00") && other.code.startsWith(code.substring(0, 4));
  }

  @Override
  public String toString() {
    return code;
  }
}
