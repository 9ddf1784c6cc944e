package org.zhengyan.status.revocation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Refusal;

/**
 * Bounds wrong proofs: ten a minute from one address, on each node.
 *
 * <p>A code has 130 random bits and nobody guesses it; this keeps the cost of trying with those who
 * try. Right proofs are not counted, and no certificate has a limit of its own: a flood of wrong
 * proofs must not keep a holder from suspending. An IPv6 address counts by its first 64 bits.
 * Addresses stay in memory and are not logged.
 */
@Component
class CompromiseGuesses {
  private static final int MOST = 10;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int ADDRESSES = 20_000;

  private final Cache<String, AtomicInteger> wrong =
      Caffeine.newBuilder().maximumSize(ADDRESSES).expireAfterWrite(MINUTE).build();

  /** @throws Refusal {@code too-many-requests} after ten wrong proofs from that address */
  void requireFew(String address) {
    AtomicInteger count = wrong.getIfPresent(network(address));
    if (count != null && count.get() >= MOST) {
      throw Refusal.tooManyRequests("too many reports from here could not be proved", MINUTE);
    }
  }

  void count(String address) {
    wrong.get(network(address), first -> new AtomicInteger()).incrementAndGet();
  }

  /** The address itself, or the network of an IPv6 one. */
  private static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      // A literal, so no name is looked up.
      InetAddress parsed = InetAddress.ofLiteral(address);
      return parsed instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), 8))
          : address;
    } catch (IllegalArgumentException e) {
      return address;
    }
  }
}
