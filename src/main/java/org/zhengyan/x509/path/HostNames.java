package org.zhengyan.x509.path;

/** The syntax of host names in certificates: RFC 1034 section 3.5, RFC 1123 section 2.1. */
final class HostNames {
  private HostNames() {}

  /** A name of letters, digits and hyphens whose last label is no number; lower case expected. */
  static boolean wellFormed(String host) {
    if (host.isEmpty() || host.length() > 253) {
      return false;
    }
    String[] labels = host.split("\\.", -1);
    for (String label : labels) {
      if (!wellFormedLabel(label)) {
        return false;
      }
    }
    String last = labels[labels.length - 1];
    return !last.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** As {@link #wellFormed}, or {@code *.} before such a name (RFC 9525 section 6.3). */
  static boolean wellFormedPattern(String pattern) {
    return wellFormed(pattern.startsWith("*.") ? pattern.substring(2) : pattern);
  }

  /** Whether {@code host} is {@code base} or a name below it; an empty base holds every host. */
  static boolean within(String host, String base) {
    return base.isEmpty() || host.equals(base) || host.endsWith("." + base);
  }

  private static boolean wellFormedLabel(String label) {
    if (label.isEmpty() || label.length() > 63 || label.startsWith("-") || label.endsWith("-")) {
      return false;
    }
    return label.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
  }
}
