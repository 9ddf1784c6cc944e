package org.zhengyan.log.monitor;

import java.io.Serial;

/** Why a look at a log does not end well; the message is for whoever watches. */
public final class Finding extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** What it means, and the exit code of the command. */
  public enum Kind {
    /** The state on the disk, or another monitor at work with it. */
    STATE(2),
    /** Nothing is known to be wrong: the log could not be looked at, or not to the end. */
    UNREACHABLE(3),
    /** Smaller than it was. */
    ROLLED_BACK(4),
    /** Signed, and not an extension of what was signed before. */
    FORKED(5),
    /** A checkpoint, a tile or an entry is not what it has to be. */
    ALTERED(6),
    /** It claims to have grown more than is believed. */
    JUMPED(7);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    public int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;

  Finding(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
