package org.zhengyan.access;

import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** Address ranges as people write them. */
public final class Networks {
  private Networks() {}

  /**
   * The range, if it is one: {@code 198.51.100.0/24} or {@code 2001:db8::/32}, nothing set behind its bits.
   *
   * @throws Refusal {@code refused-by-rule} at that pointer
   */
  public static String require(String text, String pointer) {
    if (Address.network(text).isEmpty()) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          pointer,
          "range-invalid",
          "a range is an address, a slash and a number of bits, with nothing set behind them");
    }
    return text;
  }

  /** Whether one of the ranges holds the address. */
  public static boolean hold(Iterable<String> ranges, String address) {
    for (String range : ranges) {
      if (Address.parse(address).flatMap(a -> Address.network(range).filter(n -> n.holds(a))).isPresent()) {
        return true;
      }
    }
    return false;
  }
}
