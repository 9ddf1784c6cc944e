package org.zhengyan.timestamp;

import java.io.Serial;

/** A request for a time-stamp that gets none, with the bit of PKIFailureInfo that says why. */
public final class TimeStampRefused extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final int failureInfo;

  /**
   * @param failureInfo a constant of Bouncy Castle's {@code PKIFailureInfo}
   * @param sentence for the caller's engineer
   */
  TimeStampRefused(int failureInfo, String sentence) {
    super(sentence, null, false, false);
    this.failureInfo = failureInfo;
  }

  int failureInfo() {
    return failureInfo;
  }
}
