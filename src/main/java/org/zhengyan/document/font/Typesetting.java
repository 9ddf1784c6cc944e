package org.zhengyan.document.font;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The fonts that a page uses, each with its characters: what is to be embedded. */
public final class Typesetting {
  private final Map<String, SortedMap<Integer, Integer>> characters = new TreeMap<>();
  private final Map<String, FontShelf.Font> fonts = new TreeMap<>();

  /** Notes that this character is set. */
  public void use(int codePoint, FontShelf.Drawn drawn) {
    fonts.put(drawn.font().name(), drawn.font());
    characters
        .computeIfAbsent(drawn.font().name(), name -> new TreeMap<>())
        .put(codePoint, drawn.codePoint());
  }

  /** The subset of each font by the font's name, in one order whatever the order of use. */
  public Map<String, byte[]> subsets() {
    Map<String, byte[]> subsets = new LinkedHashMap<>();
    int number = 0;
    for (Map.Entry<String, FontShelf.Font> font : fonts.entrySet()) {
      String tag = "FACE" + (char) ('A' + number / 26) + (char) ('A' + number % 26);
      String name = tag + "+" + font.getKey().replaceAll("[^A-Za-z0-9]", "");
      SortedMap<Integer, Integer> shown = characters.getOrDefault(font.getKey(), new TreeMap<>());
      subsets.put(font.getKey(), FontSubset.of(font.getValue().file(), name, shown));
      number++;
    }
    return subsets;
  }
}
