package org.zhengyan.keys;

/** The three worlds that never mix: each has its own issuer, CAs, keys and log. */
public enum ServiceEnvironment {
  DEV("dev"),
  SANDBOX("sandbox"),
  PRODUCTION("production");

  private final String wire;

  ServiceEnvironment(String wire) {
    this.wire = wire;
  }

  public String wire() {
    return wire;
  }
}
