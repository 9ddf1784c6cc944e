package org.zhengyan.registry.imports;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of a file, one after another, whatever its format; memory holds one of them. */
interface RowSource extends Closeable {
  /** More cells than this in a row, and the file is none of ours. */
  int MOST_CELLS = 64;

  /** More characters than this in a cell, and nobody meant it. */
  int LONGEST_CELL = 4_000;

  /**
   * The next row, empty ones left out; null at the end.
   *
   * @throws UnreadableFile where the format is broken or a bound is passed
   */
  @Nullable Row next() throws IOException;

  /** How much of the file is read, from 0 to 100. */
  int percent();

  /** Days in numbers, as spreadsheets keep dates, count from this day; null where there are none. */
  java.time.@Nullable LocalDate dayZero();
}
