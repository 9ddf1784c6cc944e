package org.zhengyan.verification;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How much stands behind a verdict, weakest first.
 *
 * <p>{@code REGISTRY_ONLY}: name and code agree with the registry. {@code DOCUMENT}: a genuine face
 * of the certificate was shown. {@code POSSESSION}: somebody who holds the certified key signed this
 * very challenge.
 */
public enum Assurance {
  REGISTRY_ONLY("registryOnly"),
  DOCUMENT("document"),
  POSSESSION("possession");

  private final String wire;

  Assurance(String wire) {
    this.wire = wire;
  }

  @JsonValue
  public String wire() {
    return wire;
  }

  public boolean atLeast(Assurance other) {
    return compareTo(other) >= 0;
  }
}
