package org.zhengyan.registry;

import java.nio.charset.Charset;
import java.text.Normalizer;

/**
 * The form in which names are compared; never shown, stored or signed.
 *
 * <p>What it makes equal, and nothing more, so that two bodies that a reader tells apart stay apart:
 *
 * <ul>
 *   <li>canonically equivalent text (NFC), CJK compatibility ideographs with it;
 *   <li>full-width and half-width forms (U+FF01 to U+FF5E, U+FFE0 to U+FFE6) and ideographic forms of
 *       a bracketed character or a Kangxi radical (U+2F00 to U+2FD5, U+3220 to U+3243);
 *   <li>all opening brackets (category Ps) and all closing ones (Pe), all quotation marks (Pi, Pf);
 *   <li>dashes (Pd, U+2212), middle dots, and the circles written for U+3007 (the ideograph zero);
 *   <li>whitespace, which is left out;
 *   <li>private-use code points that GBK and GB 18030-2000 gave to characters which Unicode has
 *       assigned since (two-byte A6D9 to A6F3, FE50 to FEA0), with the assigned one. Any other
 *       private-use code point means what a font says: it equals itself and no other.
 * </ul>
 *
 * <p>Letter case counts. Invisible characters are not left out here: {@code CallerText} refuses them
 * on the way in, and a text that has one matches nothing.
 */
public final class NameForm {
  private static final char FIRST_MAPPED = '\uE78D';
  private static final int[] ASSIGNED = assigned();

  private NameForm() {}

  static String of(String name) {
    String nfc =
        Normalizer.isNormalized(name, Normalizer.Form.NFC)
            ? name
            : Normalizer.normalize(name, Normalizer.Form.NFC);
    for (int i = 0; i < nfc.length(); i++) {
      char c = nfc.charAt(i);
      if (!Character.isSurrogate(c) && !plain(c)) {
        return fold(nfc);
      }
    }
    return nfc;
  }

  /** The character that the standards have assigned since to that private-use one, or -1. */
  public static int assigned(int privateUse) {
    int index = privateUse - FIRST_MAPPED;
    return index >= 0 && index < ASSIGNED.length && ASSIGNED[index] != 0 ? ASSIGNED[index] : -1;
  }

  /** True for what separates names within one bracket, in a form. */
  static boolean isSeparator(char c) {
    return c == '、' || c == ',' || c == ';';
  }

  /** What most names are made of, and what folding leaves alone: the common case, decided fast. */
  private static boolean plain(char c) {
    return c >= 0x4E00 && c <= 0x9FFF
        || c >= 0x3400 && c <= 0x4DBF
        || c >= 'A' && c <= 'Z'
        || c >= 'a' && c <= 'z'
        || c >= '0' && c <= '9'
        || c == '('
        || c == ')';
  }

  private static String fold(String name) {
    StringBuilder form = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      i += Character.charCount(c);
      if (c >= 0x3220 && c <= 0x3243 || c >= 0x2F00 && c <= 0x2FD5) {
        form.append(Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC));
        continue;
      }
      int folded = fold(c);
      if (folded >= 0) {
        form.appendCodePoint(folded);
      }
    }
    // An assigned character may compose with what follows it.
    return Normalizer.normalize(form, Normalizer.Form.NFC);
  }

  private static int fold(int c) {
    int width = narrow(c);
    switch (width) {
      case '·', '•', '‧', '∙', '⋅', '・', '･' -> {
        return '·';
      }
      case '○', '◯', '￮' -> {
        return '〇';
      }
      case '−' -> {
        return '-';
      }
      default -> {}
    }
    return switch (Character.getType(width)) {
      case Character.START_PUNCTUATION -> '(';
      case Character.END_PUNCTUATION -> ')';
      case Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION -> '"';
      case Character.DASH_PUNCTUATION -> '-';
      case Character.SPACE_SEPARATOR -> -1;
      case Character.PRIVATE_USE -> assigned(width) >= 0 ? fold(assigned(width)) : width;
      default -> width == '<' ? '(' : width == '>' ? ')' : width;
    };
  }

  private static int narrow(int c) {
    if (c >= 0xFF01 && c <= 0xFF5E) {
      return c - 0xFF01 + '!';
    }
    return c >= 0xFFE0 && c <= 0xFFE6 ? "¢£¬¯¦¥₩".charAt(c - 0xFFE0) : c;
  }

  /**
   * The table from U+E78D on, from the two character sets themselves: GBK still decodes the bytes to
   * private use, GB 18030 to what was assigned. Six of them GB 18030 moved beyond the BMP.
   */
  private static int[] assigned() {
    int[] table = new int[0xE864 - FIRST_MAPPED + 1];
    Charset standard = Charset.forName("GB18030");
    byte[] vertical = {
      (byte) 0xD9, (byte) 0xDA, (byte) 0xDB, (byte) 0xDC, (byte) 0xDD, (byte) 0xDE, (byte) 0xDF,
      (byte) 0xEC, (byte) 0xED, (byte) 0xF3
    };
    for (int i = 0; i < vertical.length; i++) {
      table[i] = decode(standard, 0xA6, vertical[i]);
    }
    int privateUse = 0xE815;
    for (int trail = 0x50; trail <= 0xA0; trail++) {
      if (trail != 0x7F) {
        table[privateUse++ - FIRST_MAPPED] = decode(standard, 0xFE, trail);
      }
    }
    table[0xE816 - FIRST_MAPPED] = 0x20087;
    table[0xE817 - FIRST_MAPPED] = 0x20089;
    table[0xE818 - FIRST_MAPPED] = 0x200CC;
    table[0xE831 - FIRST_MAPPED] = 0x215D7;
    table[0xE83B - FIRST_MAPPED] = 0x2298F;
    table[0xE855 - FIRST_MAPPED] = 0x241FE;
    return table;
  }

  private static int decode(Charset charset, int lead, int trail) {
    int c = new String(new byte[] {(byte) lead, (byte) trail}, charset).codePointAt(0);
    // A JDK told to use the standard's edition of 2000 decodes some of them to private use again.
    return Character.getType(c) == Character.PRIVATE_USE ? 0 : c;
  }
}
