package org.zhengyan.document.font;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A TrueType font with {@code glyf} outlines, in memory (ISO/IEC 14496-22).
 *
 * <p>For fonts that come with the build: it trusts that tables keep the standard, and reads of {@code cmap}
 * the Unicode tables of formats 4 and 12. Immutable; thread-safe.
 */
public final class TrueTypeFile {
  private static final int UNICODE_BMP = 0x0003_0001;
  private static final int UNICODE_FULL = 0x0003_000A;

  /** Where a table lies in the file. */
  record Table(int offset, int length) {}

  private final ByteBuffer data;
  private final Map<String, Table> tables = new HashMap<>();
  private final int unitsPerEm;
  private final boolean longOffsets;
  private final int glyphs;
  private final int metrics;
  private final int cmap;

  public TrueTypeFile(byte[] file) {
    this.data = ByteBuffer.wrap(file).asReadOnlyBuffer();
    int count = u16(4);
    for (int i = 0; i < count; i++) {
      int at = 12 + 16 * i;
      String tag = new String(file, at, 4, StandardCharsets.US_ASCII);
      tables.put(tag, new Table(data.getInt(at + 8), data.getInt(at + 12)));
    }
    this.unitsPerEm = u16(offset("head") + 18);
    this.longOffsets = u16(offset("head") + 50) == 1;
    this.glyphs = u16(offset("maxp") + 4);
    this.metrics = u16(offset("hhea") + 34);
    this.cmap = unicodeTable();
  }

  private int unicodeTable() {
    int start = offset("cmap");
    int best = -1;
    for (int i = 0; i < u16(start + 2); i++) {
      int kind = data.getInt(start + 4 + 8 * i);
      int at = start + data.getInt(start + 8 + 8 * i);
      if (kind == UNICODE_FULL && u16(at) == 12) {
        return at;
      }
      if (kind == UNICODE_BMP && u16(at) == 4) {
        best = at;
      }
    }
    if (best < 0) {
      throw new IllegalArgumentException("the font has no Unicode cmap of format 4 or 12");
    }
    return best;
  }

  /** The glyph of a code point; 0 when the font has none. */
  public int glyph(int codePoint) {
    return u16(cmap) == 12 ? glyphOfGroups(codePoint) : glyphOfSegments(codePoint);
  }

  private int glyphOfGroups(int codePoint) {
    int low = 0;
    int high = data.getInt(cmap + 12) - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int at = cmap + 16 + 12 * middle;
      if (codePoint < data.getInt(at)) {
        high = middle - 1;
      } else if (codePoint > data.getInt(at + 4)) {
        low = middle + 1;
      } else {
        return data.getInt(at + 8) + codePoint - data.getInt(at);
      }
    }
    return 0;
  }

  private int glyphOfSegments(int codePoint) {
    if (codePoint > 0xFFFF) {
      return 0;
    }
    int doubled = u16(cmap + 6);
    for (int i = 0; i < doubled; i += 2) {
      if (codePoint > u16(cmap + 14 + i)) {
        continue;
      }
      int start = u16(cmap + 16 + doubled + i);
      if (codePoint < start) {
        return 0;
      }
      int delta = u16(cmap + 16 + 2 * doubled + i);
      int rangeAt = cmap + 16 + 3 * doubled + i;
      int range = u16(rangeAt);
      if (range == 0) {
        return (codePoint + delta) & 0xFFFF;
      }
      int glyph = u16(rangeAt + range + 2 * (codePoint - start));
      return glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
    }
    return 0;
  }

  /** Advance width of a glyph, in units of the em. */
  public int advance(int glyph) {
    return u16(offset("hmtx") + 4 * Math.min(glyph, metrics - 1));
  }

  int leftSideBearing(int glyph) {
    int start = offset("hmtx");
    return glyph < metrics
        ? data.getShort(start + 4 * glyph + 2)
        : data.getShort(start + 4 * metrics + 2 * (glyph - metrics));
  }

  public int unitsPerEm() {
    return unitsPerEm;
  }

  /** Distance from the baseline to the top of the line, in units of the em. */
  public int ascent() {
    return data.getShort(offset("hhea") + 4);
  }

  int glyphCount() {
    return glyphs;
  }

  /** The outline of a glyph as the {@code glyf} table has it; empty for a blank. */
  ByteBuffer outline(int glyph) {
    int index = offset("loca");
    int from = longOffsets ? data.getInt(index + 4 * glyph) : 2 * u16(index + 2 * glyph);
    int to = longOffsets ? data.getInt(index + 4 * glyph + 4) : 2 * u16(index + 2 * glyph + 2);
    return data.slice(offset("glyf") + from, to - from);
  }

  /** A copy of a table. */
  byte[] table(String tag) {
    Table table = find(tag);
    byte[] copy = new byte[table.length()];
    data.get(table.offset(), copy);
    return copy;
  }

  boolean has(String tag) {
    return tables.containsKey(tag);
  }

  private int offset(String tag) {
    return find(tag).offset();
  }

  private Table find(String tag) {
    Table table = tables.get(tag);
    if (table == null) {
      throw new IllegalArgumentException("the font has no table " + tag);
    }
    return table;
  }

  private int u16(int at) {
    return data.getShort(at) & 0xFFFF;
  }
}
