package org.zhengyan.principal;

import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** The precondition of a change (RFC 9110 section 13.1.1) on resources whose ETag is their version. */
public final class IfMatch {
  private static final int LONGEST = 100;

  private IfMatch() {}

  /** The ETag of that version, quoted. */
  public static String etag(int version) {
    return "\"" + version + "\"";
  }

  /**
   * Passes when the header names the newest version, or when there is none and no header.
   *
   * @param header the value of {@code If-Match}; {@code *} is refused, since a change must name what
   *     its author saw
   * @param newest the newest version; 0 when the resource does not exist
   * @throws Refusal {@code precondition-required}, {@code precondition-failed}, {@code malformed}
   */
  public static void require(@Nullable String header, int newest) {
    if (header == null) {
      if (newest > 0) {
        throw Refusal.of(
            Problem.PRECONDITION_REQUIRED,
            "it exists: send If-Match with the ETag of the version that you saw");
      }
      return;
    }
    String tag = header.strip();
    if (tag.length() > LONGEST || !tag.matches("(W/)?\"[\\x21\\x23-\\x7e]*\"")) {
      throw Refusal.of(Problem.MALFORMED, "If-Match is one entity tag in double quotes");
    }
    // A weak tag never matches (RFC 9110 section 8.8.3.2).
    if (newest == 0 || !tag.equals(etag(newest))) {
      throw Refusal.of(
          Problem.PRECONDITION_FAILED,
          newest == 0 ? "there is no version yet" : "the version is no longer the newest one");
    }
  }
}
