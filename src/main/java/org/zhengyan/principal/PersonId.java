package org.zhengyan.principal;

/** A person by a random id; the name behind it is kept in one table and goes nowhere else. */
public record PersonId(String value) {
  @Override
  public String toString() {
    return value;
  }
}
