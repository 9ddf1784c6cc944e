package org.zhengyan.access;

import java.util.Locale;

/** On whose side an account stands: a staffing authority's, an agency's, or a platform operator's. */
public enum Realm {
  AUTHORITY,
  AGENCY,
  PLATFORM;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Realm ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
