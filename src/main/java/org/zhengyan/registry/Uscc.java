package org.zhengyan.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** A unified social credit code whose two check characters hold (GB 32100-2015, GB 11714-1997). */
public record Uscc(@JsonValue String value) {

  @JsonCreator
  public Uscc {
    // filled in by the registry's engineer: both checks, prefix rules
  }

  /** The code, if it is one: exactly as written, no trimming, no case folding. */
  public static Optional<Uscc> parse(String text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String toString() {
    return value;
  }
}
