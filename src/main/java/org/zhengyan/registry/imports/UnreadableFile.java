package org.zhengyan.registry.imports;

/** A file that cannot be read on from some line: the one failure of bad input here. */
final class UnreadableFile extends RuntimeException {
  private final int line;
  private final String code;

  UnreadableFile(int line, String code, String detail) {
    super(detail, null, false, false);
    this.line = line;
    this.code = code;
  }

  Fault fault() {
    return new Fault(line, null, code, String.valueOf(getMessage()));
  }
}
