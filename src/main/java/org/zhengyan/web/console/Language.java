package org.zhengyan.web.console;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What pages speak: Chinese, and English a switch away. */
public enum Language {
  ZH("zh", "zh-CN"),
  EN("en", "en");

  private final String wire;
  private final String tag;

  Language(String wire, String tag) {
    this.wire = wire;
    this.tag = tag;
  }

  /** In file names, in the parameter {@code lang} and in the cookie. */
  public String wire() {
    return wire;
  }

  /** As HTML names it. */
  String tag() {
    return tag;
  }

  static Optional<Language> of(@Nullable String wire) {
    return Arrays.stream(values()).filter(language -> language.wire.equals(wire)).findFirst();
  }
}
