package org.zhengyan.status.holder;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.zhengyan.failure.Refusal;

/**
 * How often something may come from one address within a minute, on each node.
 *
 * <p>It keeps the cost of trying with those who try. An IPv6 address counts by its first 64 bits.
 * Addresses stay in memory, at most 20,000 of them, and are not logged.
 */
public final class AddressLimit {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int ADDRESSES = 20_000;

  private final int most;
  private final String sentence;
  private final Cache<String, AtomicInteger> counts =
      Caffeine.newBuilder().maximumSize(ADDRESSES).expireAfterWrite(MINUTE).build();

  /** @param sentence what is said to those who come too often */
  public AddressLimit(int most, String sentence) {
    this.most = most;
    this.sentence = sentence;
  }

  /** @throws Refusal {@code too-many-requests} after that many counts from that address */
  public void require(String address) {
    AtomicInteger count = counts.getIfPresent(network(address));
    if (count != null && count.get() >= most) {
      throw Refusal.tooManyRequests(sentence, MINUTE);
    }
  }

  public void count(String address) {
    counts.get(network(address), first -> new AtomicInteger()).incrementAndGet();
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
