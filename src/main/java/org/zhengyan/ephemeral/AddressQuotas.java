package org.zhengyan.ephemeral;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Refusal;

/**
 * Requests that somebody without a name may send, counted by address over all nodes; of IPv6 the first 64
 * bits count (RFC 4291 section 2.5.4). Redis gets a digest of the address, and forgets it soon.
 *
 * <p>Without Redis everybody passes: this keeps probing slow, and is no lock.
 */
@Component
public class AddressQuotas {
  private final TokenBuckets buckets;
  private final AddressQuotaProperties properties;

  AddressQuotas(RedisLink link, AddressQuotaProperties properties) {
    this.buckets = new TokenBuckets(link);
    this.properties = properties;
  }

  /**
   * Counts one request.
   *
   * @param purpose each has buckets of its own
   * @param address of the sender, as a literal
   * @throws Refusal {@code too-many-requests}
   */
  public void take(String purpose, String address) {
    Duration wait;
    try {
      TokenBuckets.Taken taken =
          buckets.take(bucket(purpose, address), properties.perMinute() / 60, properties.burst(), 1);
      if (taken.granted() > 0) {
        return;
      }
      wait = taken.due();
    } catch (RedisUnavailable e) {
      return;
    }
    throw Refusal.tooManyRequests("Too many requests came from this address; Retry-After says when to go on", wait);
  }

  static String bucket(String purpose, String address) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha256.digest(counted(address));
      return "address:" + purpose + ":" + HexFormat.of().formatHex(digest, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] counted(String address) {
    try {
      InetAddress parsed = InetAddress.ofLiteral(address);
      byte[] octets = parsed.getAddress();
      return parsed instanceof Inet6Address ? Arrays.copyOf(octets, 8) : octets;
    } catch (IllegalArgumentException e) {
      return address.getBytes(StandardCharsets.UTF_8);
    }
  }
}
