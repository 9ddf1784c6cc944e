package org.zhengyan.document;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identifier of an electronic licence (GB/T 36904-2018): root, type, issuer, serial, version, check
 * character.
 *
 * @param type code of the authority that defined the kind of licence, and three digits
 * @param issuer code of the authority that issued it: a unified social credit code, or six digits of a
 *     region
 * @param serial up to 32 of {@code 0-9A-Z}
 * @param version from 1 to 999
 */
public record LicenceIdentifier(String type, String issuer, String serial, int version) {
  /** {@code {iso(1) member-body(2) cn(156) 3005 2}}. */
  public static final String ROOT = "1.2.156.3005.2";

  private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final Pattern FORM =
      Pattern.compile(
          Pattern.quote(ROOT)
              + "\\.([0-9A-Z]{18}[0-9]{3})\\.([0-9A-Z]{18}|[0-9]{6})\\.([0-9A-Z]{1,32})\\.([0-9]{3})\\.([0-9A-Z])");

  public LicenceIdentifier {
    String text = written(type, issuer, serial, version) + ".0";
    if (version < 1 || !FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not the parts of a licence identifier: " + text);
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when its form or its check character is wrong
   */
  public static LicenceIdentifier parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a licence identifier");
    }
    LicenceIdentifier read =
        new LicenceIdentifier(
            parts.group(1), parts.group(2), parts.group(3), Integer.parseInt(parts.group(4)));
    if (!read.toString().equals(text)) {
      throw new IllegalArgumentException("the check character is wrong");
    }
    return read;
  }

  /** ISO 7064 MOD 37,36 over the parts without root and separators. */
  public char check() {
    return check(type + issuer + serial + "%03d".formatted(version));
  }

  private static char check(String parts) {
    int product = 36;
    for (char c : parts.toCharArray()) {
      int sum = (product + ALPHABET.indexOf(c)) % 36;
      product = (sum == 0 ? 36 : sum) * 2 % 37;
    }
    return ALPHABET.charAt((37 - product) % 36);
  }

  @Override
  public String toString() {
    return written(type, issuer, serial, version) + "." + check();
  }

  private static String written(String type, String issuer, String serial, int version) {
    return String.join(".", ROOT, type, issuer, serial, "%03d".formatted(version));
  }
}
