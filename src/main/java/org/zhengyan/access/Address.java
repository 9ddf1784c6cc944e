package org.zhengyan.access;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Addresses as numbers, and the networks that hold them; a text that is no literal is none. */
final class Address {
  private Address() {}

  /** A network: the first and the last of its addresses. */
  record Network(boolean four, BigInteger first, BigInteger last) {
    boolean holds(InetAddress address) {
      BigInteger number = number(address);
      return four == address instanceof Inet4Address
          && number.compareTo(first) >= 0
          && number.compareTo(last) <= 0;
    }
  }

  /** An address literal; an IPv4 address that stands in an IPv6 one is the IPv4 one. */
  static Optional<InetAddress> parse(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** {@code ADDRESS/BITS}, with nothing set behind the bits (RFC 4632, RFC 4291 section 2.3). */
  static Optional<Network> network(String text) {
    int slash = text.indexOf('/');
    if (slash < 1 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
      return Optional.empty();
    }
    Optional<InetAddress> address = parse(text.substring(0, slash));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    boolean four = address.get() instanceof Inet4Address;
    int rest = (four ? 32 : 128) - Integer.parseInt(text.substring(slash + 1));
    BigInteger first = number(address.get());
    if (rest < 0 || first.getLowestSetBit() >= 0 && first.getLowestSetBit() < rest) {
      return Optional.empty();
    }
    BigInteger size = BigInteger.ONE.shiftLeft(rest);
    return Optional.of(new Network(four, first, first.add(size).subtract(BigInteger.ONE)));
  }

  static BigInteger number(InetAddress address) {
    return new BigInteger(1, address.getAddress());
  }

  /** What is counted together: an IPv4 address, or the first 64 bits of an IPv6 one. */
  static String counted(String text) {
    return parse(text)
        .map(
            address ->
                address instanceof Inet4Address
                    ? address.getHostAddress()
                    : HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), 8)))
        .orElse("unknown");
  }

  /** This machine, and networks that no country has (RFC 1918, RFC 4193, RFC 3927, RFC 4291). */
  static boolean inside(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || !(address instanceof Inet4Address) && (address.getAddress()[0] & 0xfe) == 0xfc;
  }
}
