package org.zhengyan.registry.imports;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * XML as it is inflated, cut off where no honest file goes: at 512 MB in all, and at 512 kB without the
 * end of a tag, which a parser would have to hold at once.
 */
final class BoundedXml extends FilterInputStream {
  private static final long MOST = 512L << 20;
  private static final int LONGEST_RUN = 512 << 10;

  private final long size;
  private long read;
  private int run;

  /** Its message is for the report. */
  static final class Exceeded extends IOException {
    Exceeded(String message) {
      super(message);
    }
  }

  /**
   * @param size as the archive's directory says, for {@link #percent} alone: it may lie
   */
  BoundedXml(InputStream in, long size) {
    super(in);
    this.size = size;
  }

  int percent() {
    return size <= 0 ? 0 : (int) Math.min(100, read * 100 / size);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int got = super.read(target, offset, length);
    for (int i = offset; i < offset + got; i++) {
      run = target[i] == '>' ? 0 : run + 1;
      if (run > LONGEST_RUN) {
        throw new Exceeded("a text or a tag of the workbook is longer than any cell may be");
      }
    }
    read += Math.max(0, got);
    if (read > MOST) {
      throw new Exceeded("the workbook unpacks to more than " + (MOST >> 20) + " MB");
    }
    return got;
  }
}
