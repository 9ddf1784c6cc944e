package org.zhengyan.binding;

import java.util.Optional;
import java.util.UUID;

/** Reads the id of a binding in its one spelling. */
public final class BindingId {
  private BindingId() {}

  public static Optional<UUID> parse(String text) {
    if (text.length() != 36) {
      return Optional.empty();
    }
    try {
      UUID id = UUID.fromString(text);
      return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
