package org.zhengyan.document.font;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import org.zhengyan.registry.NameForm;

/**
 * The fonts that the build brought along, each read when it is first needed and then kept.
 *
 * <p>Noto Serif SC in two weights; where it has no glyph, the piece of Hanazono Mincho for that range
 * (CJK extensions B to F, compatibility ideographs, radicals). A private code point of GBK or GB 18030 is
 * drawn as the character that has been assigned to it since; any other has no glyph. Thread-safe.
 */
@Component
public class FontShelf {
  private static final String PLACE = "/document/fonts/";

  /** A font by its name, such as {@code serif}. */
  public record Font(String name, TrueTypeFile file) {}

  /** How a character is drawn: by which font, as which code point. */
  public record Drawn(Font font, int codePoint) {}

  private record Range(String name, int from, int to) {}

  private final Map<String, Font> fonts = new ConcurrentHashMap<>();
  private volatile List<Range> rare = List.of();

  /**
   * The font and the code point to draw a character with.
   *
   * @throws NoGlyph when no font has it
   */
  public Drawn find(int codePoint, boolean bold) throws NoGlyph {
    int assigned = NameForm.assigned(codePoint);
    int drawn = assigned >= 0 ? assigned : codePoint;
    Font serif = load(bold ? "serif-bold" : "serif");
    if (serif.file().glyph(drawn) != 0) {
      return new Drawn(serif, drawn);
    }
    for (Range range : rare()) {
      if (drawn >= range.from() && drawn <= range.to()) {
        Font piece = load(range.name());
        if (piece.file().glyph(drawn) != 0) {
          return new Drawn(piece, drawn);
        }
      }
    }
    throw new NoGlyph(codePoint);
  }

  /** A font of the build by its name. */
  public Font load(String name) {
    return fonts.computeIfAbsent(
        name,
        missing ->
            new Font(
                missing, new TrueTypeFile(read((missing.contains(".") ? "rare/" : "") + missing + ".ttf"))));
  }

  private List<Range> rare() {
    List<Range> known = rare;
    if (!known.isEmpty()) {
      return known;
    }
    List<Range> ranges = new ArrayList<>();
    for (String line : new String(read("rare.txt"), StandardCharsets.UTF_8).lines().toList()) {
      String[] words = line.split(" ", -1);
      String name = words[0].replace(".ttf", "");
      ranges.add(new Range(name, Integer.parseInt(words[1], 16), Integer.parseInt(words[2], 16)));
    }
    rare = List.copyOf(ranges);
    return rare;
  }

  private static byte[] read(String file) {
    try (InputStream stream =
        Objects.requireNonNull(
            FontShelf.class.getResourceAsStream(PLACE + file),
            "the build left out the font " + file)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
