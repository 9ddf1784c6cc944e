package org.zhengyan.bench;

import java.util.Arrays;

/** Latencies of one run, in nanoseconds; keeps them all, up to its capacity. Thread-safe. */
final class Latencies {
  private final long[] nanos;
  private final java.util.concurrent.atomic.AtomicInteger count = new java.util.concurrent.atomic.AtomicInteger();

  Latencies(int capacity) {
    nanos = new long[capacity];
  }

  void add(long elapsed) {
    int i = count.getAndIncrement();
    if (i < nanos.length) {
      nanos[i] = elapsed;
    }
  }

  int count() {
    return count.get();
  }

  /** The value in milliseconds below which the share (0 to 1) of all lies. */
  double millis(double share) {
    int kept = Math.min(count.get(), nanos.length);
    if (kept == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, kept);
    Arrays.sort(sorted);
    return sorted[Math.min(kept - 1, (int) (kept * share))] / 1e6;
  }
}
