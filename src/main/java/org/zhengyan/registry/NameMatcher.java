package org.zhengyan.registry;

import java.util.List;
import java.util.Optional;

/** Compares names after the normalisation that DOMAIN section 4 asks for. */
public final class NameMatcher {
  private NameMatcher() {}

  /** Which name matched, as the answers say it: {@code first}, {@code second}, {@code third}, …. */
  public static Optional<String> match(List<String> registeredNames, String claimed) {
    throw new UnsupportedOperationException();
  }
}
