package org.zhengyan.notification.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One address of each class, and the first and last of those with odd borders. */
class AddressRuleTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, this network",
    "0.1.2.3, this network",
    "10.0.0.1, private",
    "100.64.0.1, shared",
    "100.127.255.255, shared",
    "127.0.0.1, loopback",
    "127.255.255.254, loopback",
    "169.254.169.254, link-local",
    "172.16.0.1, private",
    "172.31.255.255, private",
    "192.0.0.170, protocol",
    "192.0.2.1, documentation",
    "192.88.99.1, 6to4",
    "192.168.1.1, private",
    "198.18.0.1, benchmarking",
    "198.19.255.255, benchmarking",
    "198.51.100.7, documentation",
    "203.0.113.9, documentation",
    "224.0.0.1, multicast",
    "239.255.255.255, multicast",
    "240.0.0.1, reserved",
    "255.255.255.255, reserved",
    "::, unspecified",
    "::1, loopback",
    "::ffff:127.0.0.1, loopback",
    "::ffff:10.0.0.1, private",
    "::ffff:169.254.169.254, link-local",
    "::127.0.0.1, not global",
    "::ffff:0:127.0.0.1, translated",
    "64:ff9b::127.0.0.1, NAT64",
    "64:ff9b::10.1.1.1, NAT64",
    "64:ff9b::100.64.0.1, NAT64",
    "64:ff9b:1::8.8.8.8, local NAT64",
    "100::1, discard",
    "2001::1, Teredo",
    "2001:0:7f00:1::, Teredo",
    "2001:2::1, protocol",
    "2001:10::1, protocol",
    "2001:db8::1, documentation",
    "2002:7f00:1::1, 6to4",
    "2002:808:808::1, 6to4",
    "3fff::1, documentation",
    "4000::1, not global",
    "fc00::1, unique local",
    "fd12:3456::1, unique local",
    "fe80::1, link-local",
    "fec0::1, site-local",
    "ff02::1, multicast"
  })
  void refuses(String address, String what) throws UnknownHostException {
    assertThat(AddressRule.refusal(InetAddress.getByName(address))).get().asString().contains(what);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2001:4860:4860::8888",
        "2400:3200::1",
        "2620:fe::fe",
        "2003::1",
        "3ffe::1"
      })
  void permitsThePublicInternet(String address) throws UnknownHostException {
    assertThat(AddressRule.refusal(InetAddress.getByName(address))).isEmpty();
  }

  @Test
  void refusesAMappedAddressThatWasKeptAsSixteenOctets() throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    mapped[12] = 127;
    mapped[15] = 1;
    assertThat(AddressRule.refusal(Inet6Address.getByAddress("name", mapped, -1))).isPresent();
  }
}
