package org.zhengyan.status.holder;

/** Every kind of text that a holder signs here; the first line keeps each apart from all others. */
public enum TextKind {
  VERIFICATION("ZHENGYAN VERIFICATION 1"),
  KEY_COMPROMISE("ZHENGYAN KEY-COMPROMISE 1"),
  BINDING_OVERVIEW("ZHENGYAN BINDING-OVERVIEW 1"),
  BINDING_REPUDIATION("ZHENGYAN BINDING-REPUDIATION 1"),
  BATCH("ZHENGYAN BATCH 1"),
  SIGN_IN("ZHENGYAN SIGN-IN 1");

  private final String firstLine;

  TextKind(String firstLine) {
    this.firstLine = firstLine;
  }

  public String firstLine() {
    return firstLine;
  }
}
