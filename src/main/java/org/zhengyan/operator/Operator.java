package org.zhengyan.operator;

import org.jspecify.annotations.Nullable;

/**
 * A platform operator.
 *
 * @param name the registered name: what challenges and receipts call it
 * @param filingNumber of an app-distribution platform (article 6 of the provisions)
 * @param version 1 for a new one; each change adds one
 */
public record Operator(
    String id, String name, @Nullable String filingNumber, boolean active, int version) {

  /** An operator with its place in lists. */
  public record Listed(Operator operator, long sequence) {}

  public String state() {
    return active ? "active" : "suspended";
  }
}
