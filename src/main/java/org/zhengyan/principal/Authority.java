package org.zhengyan.principal;

/**
 * A staffing authority: it acts in its division and those below it, through its clients.
 *
 * @param version 1 for a new one; each change adds one
 */
public record Authority(String id, String name, Division division, State state, int version) {

  /** The clients of a suspended authority stop. */
  public enum State {
    ACTIVE("active"),
    SUSPENDED("suspended");

    private final String wire;

    State(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }
  }
}
