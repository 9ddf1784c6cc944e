package org.zhengyan.verification.receipt;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The checks that were made of a receipt, in their order. */
public final class ReceiptReport {

  /** How a check went. */
  public enum Outcome {
    PASSED("ok"),
    FAILED("FAILED"),
    SKIPPED("-");

    private final String shown;

    Outcome(String shown) {
      this.shown = shown;
    }
  }

  /** One check. */
  public record Line(String check, Outcome outcome, String detail) {}

  private static final int SHOWN = 200;

  private final List<Line> lines = new ArrayList<>();

  void passed(String check, String detail) {
    lines.add(new Line(check, Outcome.PASSED, shown(detail)));
  }

  void failed(String check, String detail) {
    lines.add(new Line(check, Outcome.FAILED, shown(detail)));
  }

  void skipped(String check, String detail) {
    lines.add(new Line(check, Outcome.SKIPPED, shown(detail)));
  }

  void outcome(String check, boolean holds, String detail, String otherwise) {
    if (holds) {
      passed(check, detail);
    } else {
      failed(check, otherwise);
    }
  }

  public List<Line> lines() {
    return List.copyOf(lines);
  }

  /** Whether no check failed. */
  public boolean holds() {
    return lines.stream().noneMatch(line -> line.outcome() == Outcome.FAILED);
  }

  public void print(PrintStream out) {
    for (Line line : lines) {
      out.printf("%-6s  %-22s  %s%n", line.outcome().shown, line.check(), line.detail());
    }
  }

  /** A text from a file that may be anybody's, for a terminal: no controls, nothing invisible. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(SHOWN)
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean hidden =
                  type == Character.CONTROL
                      || type == Character.FORMAT
                      || type == Character.SURROGATE
                      || type == Character.LINE_SEPARATOR
                      || type == Character.PARAGRAPH_SEPARATOR;
              shown.appendCodePoint(hidden ? 0xfffd : c);
            });
    return text.codePointCount(0, text.length()) > SHOWN ? shown.append('…').toString() : shown.toString();
  }
}
