package org.zhengyan.x509.path;

import java.util.Arrays;
import java.util.Locale;

/** Whether a certificate carries an expected name (RFC 9525 section 6). */
final class PeerNameMatch {
  private PeerNameMatch() {}

  static boolean carried(PeerName expected, GeneralNames names) {
    return switch (expected) {
      case PeerName.Dns(String host) -> {
        String lower = host.toLowerCase(Locale.ROOT);
        yield HostNames.wellFormed(lower)
            && names.dns().stream().anyMatch(pattern -> matches(lower, pattern));
      }
      case PeerName.Ip(byte[] address) ->
          names.addresses().stream().anyMatch(carried -> Arrays.equals(carried, address));
      case PeerName.Mailbox(String address) ->
          names.mailboxes().stream().anyMatch(carried -> sameMailbox(carried, address));
    };
  }

  /** RFC 9525 section 6.3; a wildcard that leaves less than two labels stands for nothing. */
  private static boolean matches(String host, String pattern) {
    if (!pattern.startsWith("*.")) {
      return host.equals(pattern);
    }
    int dot = host.indexOf('.');
    String parent = pattern.substring(2);
    return dot > 0 && parent.indexOf('.') > 0 && host.substring(dot + 1).equals(parent);
  }

  private static boolean sameMailbox(String one, String other) {
    int at = one.lastIndexOf('@');
    return at == other.lastIndexOf('@')
        && one.substring(0, at + 1).equals(other.substring(0, at + 1))
        && one.substring(at + 1).equalsIgnoreCase(other.substring(at + 1));
  }
}
