package org.zhengyan.timestamp;

import java.time.Clock;
import java.time.Duration;
import org.zhengyan.keys.KeyVault;

/** An authority for tests of those who have something stamped. */
public final class TimeStamps {
  public static final String POLICY = "2.25.118167820921056896164870262117367112750";

  private TimeStamps() {}

  public static TimeStampAuthority authority(KeyVault keys, Duration offset) {
    return new TimeStampAuthority(
        keys, () -> offset, Clock.systemUTC(), new TimeStampProperties(POLICY));
  }
}
