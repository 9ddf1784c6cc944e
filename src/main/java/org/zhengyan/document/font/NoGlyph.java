package org.zhengyan.document.font;

import java.io.Serial;

/** A character that no font of ours has. */
public final class NoGlyph extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  NoGlyph(int codePoint) {
    super("U+%04X".formatted(codePoint), null, false, false);
  }

  /** Such as {@code U+E000}. */
  public String character() {
    return String.valueOf(getMessage());
  }
}
