package org.zhengyan.document.font;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A font with some characters of another: TrueType outlines, metrics and a Unicode {@code cmap} of format
 * 12. The same characters give the same bytes.
 *
 * <p>Layout tables are left out: faces are set glyph by glyph.
 */
public final class FontSubset {
  private static final int CHECKSUM = 0xB1B0AFBA;

  private final TrueTypeFile font;
  private final SortedMap<Integer, Integer> characters = new TreeMap<>();
  private final List<Integer> kept = new ArrayList<>();
  private final Map<Integer, Integer> renumbered = new HashMap<>();

  private FontSubset(TrueTypeFile font) {
    this.font = font;
    keep(0);
  }

  /**
   * @param name the PostScript name to give, such as {@code ZYABCD+Serif}
   * @param shown code points by the code points under which they are shown: other than itself where a
   *     private one stands for a character that has been assigned since
   */
  public static byte[] of(TrueTypeFile font, String name, SortedMap<Integer, Integer> shown) {
    FontSubset subset = new FontSubset(font);
    shown.forEach(
        (codePoint, drawn) -> subset.characters.put(codePoint, subset.keep(font.glyph(drawn))));
    return subset.write(name);
  }

  private int keep(int glyph) {
    Integer known = renumbered.get(glyph);
    if (known != null) {
      return known;
    }
    int number = kept.size();
    kept.add(glyph);
    renumbered.put(glyph, number);
    ByteBuffer outline = font.outline(glyph);
    if (CompositeGlyph.is(outline)) {
      CompositeGlyph.parts(outline).forEach(part -> keep(part.glyph()));
    }
    return number;
  }

  private byte[] write(String name) {
    ByteArrayOutputStream outlines = new ByteArrayOutputStream();
    ByteBuffer loca = ByteBuffer.allocate(4 * kept.size() + 4);
    ByteBuffer hmtx = ByteBuffer.allocate(4 * kept.size());
    for (int glyph : kept) {
      loca.putInt(outlines.size());
      outlines.writeBytes(outline(glyph));
      outlines.writeBytes(new byte[-outlines.size() & 3]);
      hmtx.putShort((short) font.advance(glyph)).putShort((short) font.leftSideBearing(glyph));
    }
    loca.putInt(outlines.size());
    SortedMap<String, byte[]> tables = new TreeMap<>();
    tables.put("OS/2", font.table("OS/2"));
    tables.put("cmap", cmap());
    tables.put("glyf", outlines.toByteArray());
    tables.put("head", head());
    tables.put("hhea", patched("hhea", 34, kept.size()));
    tables.put("hmtx", hmtx.array());
    tables.put("loca", loca.array());
    tables.put("maxp", patched("maxp", 4, kept.size()));
    tables.put("name", name(name));
    tables.put("post", post());
    for (String hints : List.of("cvt ", "fpgm", "prep")) {
      if (font.has(hints)) {
        tables.put(hints, font.table(hints));
      }
    }
    return file(tables);
  }

  private byte[] outline(int glyph) {
    ByteBuffer outline = font.outline(glyph);
    byte[] copy = new byte[outline.capacity()];
    outline.get(0, copy);
    if (CompositeGlyph.is(outline)) {
      for (CompositeGlyph.Part part : CompositeGlyph.parts(outline)) {
        int number = renumbered.getOrDefault(part.glyph(), 0);
        ByteBuffer.wrap(copy).putShort(part.at(), (short) number);
      }
    }
    return copy;
  }

  private byte[] head() {
    byte[] head = font.table("head");
    ByteBuffer.wrap(head).putInt(8, 0).putShort(50, (short) 1);
    return head;
  }

  private byte[] patched(String tag, int at, int value) {
    byte[] table = font.table(tag);
    ByteBuffer.wrap(table).putShort(at, (short) value);
    return table;
  }

  /** Format 12, one group for each character: at most some hundreds. */
  private byte[] cmap() {
    int length = 16 + 12 * characters.size();
    ByteBuffer cmap = ByteBuffer.allocate(12 + length);
    cmap.putShort((short) 0).putShort((short) 1).putShort((short) 3).putShort((short) 10).putInt(12);
    cmap.putShort((short) 12).putShort((short) 0).putInt(length).putInt(0).putInt(characters.size());
    characters.forEach((code, glyph) -> cmap.putInt(code).putInt(code).putInt(glyph));
    return cmap.array();
  }

  /** Family, style, full and PostScript name; Windows, Unicode, English. */
  private static byte[] name(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_16BE);
    int[] ids = {1, 2, 4, 6};
    ByteBuffer table = ByteBuffer.allocate(6 + 12 * ids.length + text.length);
    table.putShort((short) 0).putShort((short) ids.length).putShort((short) (6 + 12 * ids.length));
    for (int id : ids) {
      table.putShort((short) 3).putShort((short) 1).putShort((short) 0x409).putShort((short) id);
      table.putShort((short) text.length).putShort((short) 0);
    }
    return table.put(text).array();
  }

  /** Version 3: no names of glyphs. */
  private byte[] post() {
    return ByteBuffer.allocate(32).putInt(0x0003_0000).put(font.table("post"), 4, 8).array();
  }

  private static byte[] file(SortedMap<String, byte[]> tables) {
    int start = 12 + 16 * tables.size();
    int length = start + tables.values().stream().mapToInt(table -> (table.length + 3) & ~3).sum();
    ByteBuffer file = ByteBuffer.allocate(length);
    int power = 31 - Integer.numberOfLeadingZeros(tables.size());
    file.putInt(0x0001_0000).putShort((short) tables.size());
    file.putShort((short) (16 << power)).putShort((short) power);
    file.putShort((short) (16 * tables.size() - (16 << power)));
    int at = start;
    int head = 0;
    for (Map.Entry<String, byte[]> table : tables.entrySet()) {
      byte[] bytes = table.getValue();
      file.put(at, bytes);
      file.put(table.getKey().getBytes(StandardCharsets.US_ASCII));
      file.putInt(checksum(file, at, bytes.length)).putInt(at).putInt(bytes.length);
      head = table.getKey().equals("head") ? at : head;
      at += (bytes.length + 3) & ~3;
    }
    file.putInt(head + 8, CHECKSUM - checksum(file, 0, length));
    return file.array();
  }

  private static int checksum(ByteBuffer file, int from, int length) {
    int sum = 0;
    for (int at = from; at < from + length; at += 4) {
      sum += file.getInt(at);
    }
    return sum;
  }
}
