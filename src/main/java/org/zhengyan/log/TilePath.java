package org.zhengyan.log;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a tile or of an entry bundle below the log's prefix (C2SP tlog-tiles): {@code
 * tile/LEVEL/INDEX} or {@code tile/entries/INDEX}, and {@code .p/WIDTH} behind it when it is not full.
 *
 * @param level from 0 to 63, or {@link #ENTRIES}
 * @param index in path elements of three digits, all but the last after an {@code x}
 * @param width hashes or entries from the first on: 256 when full
 */
public record TilePath(int level, long index, int width) {
  public static final int ENTRIES = -1;
  public static final int FULL = 256;

  private static final int HIGHEST = 63;
  private static final String ENTRIES_NAME = "entries";
  private static final Pattern LEVEL = Pattern.compile("0|[1-9][0-9]?");

  /** At most 18 digits, which a long can hold. */
  private static final Pattern INDEX =
      Pattern.compile("((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

  public TilePath {
    if (level < ENTRIES || level > HIGHEST || index < 0 || width < 1 || width > FULL) {
      throw new IllegalArgumentException("tile " + level + "/" + index + ", " + width + " wide");
    }
  }

  /** Reads the two parts behind {@code tile/}; empty for whatever {@link #toString} would not write. */
  public static Optional<TilePath> parse(String level, String rest) {
    Matcher index = INDEX.matcher(rest);
    boolean entries = level.equals(ENTRIES_NAME);
    if (!index.matches() || !entries && !LEVEL.matcher(level).matches()) {
      return Optional.empty();
    }
    int height = entries ? ENTRIES : Integer.parseInt(level);
    int width = index.group(2) == null ? FULL : Integer.parseInt(index.group(2));
    if (height > HIGHEST || index.group(2) != null && width >= FULL) {
      return Optional.empty();
    }
    TilePath path = new TilePath(height, Long.parseLong(index.group(1).replaceAll("[x/]", "")), width);
    return path.toString().equals("tile/" + level + "/" + rest) ? Optional.of(path) : Optional.empty();
  }

  public boolean entries() {
    return level == ENTRIES;
  }

  public boolean full() {
    return width == FULL;
  }

  /** Whether a tree of that many leaves has all of it. */
  public boolean within(long size) {
    int height = Math.max(level, 0);
    long hashes = height >= Long.BYTES ? 0 : size >>> (8 * height);
    return index < hashes / FULL || index == hashes / FULL && width <= hashes % FULL;
  }

  @Override
  public String toString() {
    String digits = String.format(Locale.ROOT, "%03d", index % 1000);
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      digits = String.format(Locale.ROOT, "x%03d/%s", rest % 1000, digits);
    }
    return "tile/"
        + (entries() ? ENTRIES_NAME : level)
        + "/"
        + digits
        + (full() ? "" : ".p/" + width);
  }
}
