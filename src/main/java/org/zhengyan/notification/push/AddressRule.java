package org.zhengyan.notification.push;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses may be connected to: those of the public internet alone.
 *
 * <p>IPv4: everything but the special-purpose blocks of the IANA registry, multicast and the reserved
 * class E. IPv6: only 2000::/3 without its special-purpose blocks, and NAT64's 64:ff9b::/96 when the
 * IPv4 address inside may be connected to. IPv4-mapped addresses are IPv4 addresses. Where an address
 * that is permitted leads is not known here: networks can translate what they like.
 */
final class AddressRule {

  private record Block(byte[] network, int bits, String what) {
    static Block of(String cidr, String what) {
      int slash = cidr.indexOf('/');
      return new Block(
          literal(cidr.substring(0, slash)), Integer.parseInt(cidr.substring(slash + 1)), what);
    }

    boolean contains(byte[] address) {
      if (address.length != network.length) {
        return false;
      }
      int whole = bits / 8;
      int rest = bits % 8;
      int mask = 0xff00 >> rest & 0xff;
      return Arrays.equals(address, 0, whole, network, 0, whole)
          && (rest == 0 || (address[whole] & mask) == (network[whole] & mask));
    }
  }

  private static final List<Block> REFUSED_4 =
      List.of(
          Block.of("0.0.0.0/8", "this network (RFC 791)"),
          Block.of("10.0.0.0/8", "private (RFC 1918)"),
          Block.of("100.64.0.0/10", "shared by carriers (RFC 6598)"),
          Block.of("127.0.0.0/8", "loopback"),
          Block.of("169.254.0.0/16", "link-local (RFC 3927)"),
          Block.of("172.16.0.0/12", "private (RFC 1918)"),
          Block.of("192.0.0.0/24", "protocol assignments (RFC 6890)"),
          Block.of("192.0.2.0/24", "documentation (RFC 5737)"),
          Block.of("192.31.196.0/24", "AS112 (RFC 7535)"),
          Block.of("192.52.193.0/24", "AMT (RFC 7450)"),
          Block.of("192.88.99.0/24", "6to4 relay (RFC 7526)"),
          Block.of("192.168.0.0/16", "private (RFC 1918)"),
          Block.of("192.175.48.0/24", "AS112 (RFC 7534)"),
          Block.of("198.18.0.0/15", "benchmarking (RFC 2544)"),
          Block.of("198.51.100.0/24", "documentation (RFC 5737)"),
          Block.of("203.0.113.0/24", "documentation (RFC 5737)"),
          Block.of("224.0.0.0/4", "multicast"),
          Block.of("240.0.0.0/4", "reserved or broadcast"));

  private static final Block GLOBAL_6 = Block.of("2000::/3", "global unicast");
  private static final Block NAT64 = Block.of("64:ff9b::/96", "NAT64 (RFC 6052)");
  private static final Block MAPPED = Block.of("::ffff:0:0:0/96", "translated IPv4 (RFC 2765)");

  /** Within 2000::/3 or worth a name of their own. */
  private static final List<Block> REFUSED_6 =
      List.of(
          Block.of("::/128", "unspecified"),
          Block.of("::1/128", "loopback"),
          Block.of("64:ff9b:1::/48", "local NAT64 (RFC 8215)"),
          Block.of("100::/64", "discard-only (RFC 6666)"),
          Block.of("2001::/32", "Teredo (RFC 4380)"),
          Block.of("2001::/23", "protocol assignments (RFC 2928)"),
          Block.of("2001:db8::/32", "documentation (RFC 3849)"),
          Block.of("2002::/16", "6to4 (RFC 3056)"),
          Block.of("2620:4f:8000::/48", "AS112 (RFC 7534)"),
          Block.of("3fff::/20", "documentation (RFC 9637)"),
          Block.of("fc00::/7", "unique local (RFC 4193)"),
          Block.of("fe80::/10", "link-local"),
          Block.of("fec0::/10", "site-local (RFC 3879)"),
          Block.of("ff00::/8", "multicast"));

  private AddressRule() {}

  /** Why the address may not be connected to; empty when it may. */
  static Optional<String> refusal(InetAddress address) {
    byte[] octets = address.getAddress();
    if (address instanceof Inet4Address) {
      return blockOf(octets, REFUSED_4);
    }
    if (NAT64.contains(octets)) {
      return blockOf(Arrays.copyOfRange(octets, 12, 16), REFUSED_4)
          .map(what -> NAT64.what() + " of " + what);
    }
    Optional<String> named = blockOf(octets, REFUSED_6);
    if (named.isPresent()) {
      return named;
    }
    if (MAPPED.contains(octets)) {
      return Optional.of(MAPPED.what());
    }
    return GLOBAL_6.contains(octets) ? Optional.empty() : Optional.of("not global unicast");
  }

  private static Optional<String> blockOf(byte[] octets, List<Block> blocks) {
    return blocks.stream().filter(block -> block.contains(octets)).map(Block::what).findFirst();
  }

  private static byte[] literal(String text) {
    try {
      // A literal is not looked up.
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
