package org.zhengyan.x509.path;

import java.io.Serial;

/** What is left of {@link PathLimits} in one validation; not thread-safe. */
final class Budget {

  /** Ends the validation; caught once, in {@link PathValidator}. */
  static final class Exhausted extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    Exhausted(String what) {
      super("the limit of " + what + " is reached", null, false, false);
    }
  }

  private int signatures;
  private int steps;
  private int comparisons;

  Budget(PathLimits limits) {
    this.signatures = limits.signatures();
    this.steps = limits.steps();
    this.comparisons = limits.comparisons();
  }

  void signature() {
    if (signatures-- <= 0) {
      throw new Exhausted("signatures");
    }
  }

  void step() {
    if (steps-- <= 0) {
      throw new Exhausted("search steps");
    }
  }

  void comparison() {
    if (comparisons-- <= 0) {
      throw new Exhausted("name comparisons");
    }
  }
}
