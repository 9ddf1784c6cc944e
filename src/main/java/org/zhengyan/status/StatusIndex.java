package org.zhengyan.status;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;

/**
 * The status of every certificate of ours, in memory: serial number to {@link PackedStatus}.
 *
 * <p>Readers take no lock and never wait; one writer at a time is let in. 24 bytes a slot in open
 * addressing, so a million certificates take 38 to 56 MB. It holds serial numbers of the one
 * shape that this service makes (127 bits); any other is unknown, which is the truth.
 *
 * <p>Serial numbers are random, so they are their own hash. Whoever asks for chosen numbers meets
 * chains of probes that grow with the load alone, which stays below 3/4.
 */
public final class StatusIndex {
  private static final int SEGMENTS = 64;
  private static final int SERIAL_BITS = 127;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);

  private final Segment[] segments = new Segment[SEGMENTS];

  StatusIndex() {
    for (int i = 0; i < SEGMENTS; i++) {
      segments[i] = new Segment();
    }
  }

  /** The packed status, or {@link PackedStatus#UNKNOWN}. */
  long find(BigInteger serial) {
    return isOurs(serial)
        ? find(serial.shiftRight(64).longValue(), serial.longValue())
        : PackedStatus.UNKNOWN;
  }

  /** The same by the two halves of the 16 octets. */
  public long find(long high, long low) {
    return segments[(int) high & (SEGMENTS - 1)].table.find(high, low);
  }

  /**
   * Puts or replaces.
   *
   * @throws IllegalArgumentException for a serial number of another shape
   */
  synchronized void put(BigInteger serial, long packed) {
    if (!isOurs(serial)) {
      throw new IllegalArgumentException("serial number " + serial.toString(16) + " is not of our shape");
    }
    put(serial.shiftRight(64).longValue(), serial.longValue(), packed);
  }

  synchronized void put(long high, long low, long packed) {
    segments[(int) high & (SEGMENTS - 1)].put(high, low, packed);
  }

  /** Forgets those whose last day lies before the given one (days since 1970). */
  synchronized void forgetBefore(long day) {
    for (Segment segment : segments) {
      segment.rebuild(segment.table.packed.length, day);
    }
  }

  synchronized int size() {
    int size = 0;
    for (Segment segment : segments) {
      size += segment.size;
    }
    return size;
  }

  /** The bytes of all tables. */
  synchronized long bytes() {
    long bytes = 0;
    for (Segment segment : segments) {
      bytes += 24L * segment.table.packed.length;
    }
    return bytes;
  }

  /** True for a serial number of the shape that this service makes. */
  public static boolean isOurs(BigInteger serial) {
    return serial.signum() > 0 && serial.bitLength() == SERIAL_BITS;
  }

  private static final class Segment {
    private volatile Table table = new Table(64);
    private int size;

    private void put(long high, long low, long packed) {
      if ((size + 1) * 4L > table.packed.length * 3L) {
        rebuild(table.packed.length + table.packed.length / 2, Long.MIN_VALUE);
      }
      if (table.put(high, low, packed)) {
        size++;
      }
    }

    private void rebuild(int capacity, long firstDay) {
      Table old = table;
      Table fresh = new Table(capacity);
      int kept = 0;
      for (int i = 0; i < old.packed.length; i++) {
        if (old.packed[i] != PackedStatus.UNKNOWN && PackedStatus.lastDay(old.packed[i]) >= firstDay) {
          fresh.put(old.high[i], old.low[i], old.packed[i]);
          kept++;
        }
      }
      size = kept;
      table = fresh;
    }
  }

  /** A slot is published by its packed value, which is written last and read first. */
  private record Table(long[] high, long[] low, long[] packed) {
    private Table(int capacity) {
      this(new long[capacity], new long[capacity], new long[capacity]);
    }

    private long find(long wantedHigh, long wantedLow) {
      for (int slot = slot(wantedLow); ; slot = next(slot)) {
        long found = (long) SLOT.getAcquire(packed, slot);
        if (found == PackedStatus.UNKNOWN || (low[slot] == wantedLow && high[slot] == wantedHigh)) {
          return found;
        }
      }
    }

    private boolean put(long newHigh, long newLow, long value) {
      int slot = slot(newLow);
      while (packed[slot] != PackedStatus.UNKNOWN) {
        if (low[slot] == newLow && high[slot] == newHigh) {
          SLOT.setRelease(packed, slot, value);
          return false;
        }
        slot = next(slot);
      }
      high[slot] = newHigh;
      low[slot] = newLow;
      SLOT.setRelease(packed, slot, value);
      return true;
    }

    private int slot(long lowHalf) {
      return (int) Math.unsignedMultiplyHigh(lowHalf, packed.length);
    }

    private int next(int slot) {
      return slot + 1 == packed.length ? 0 : slot + 1;
    }
  }
}
