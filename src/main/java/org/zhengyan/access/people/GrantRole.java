package org.zhengyan.access.people;

import java.util.Locale;

/** What a person is to a body, from the top down; nobody appoints upwards or sideways. */
public enum GrantRole {
  /** First responsible person (第一管理责任人): entered by the authority, appoints managers. */
  RESPONSIBLE,

  /** Manager (管理人): appoints users, sees everything of the body. */
  MANAGER,

  /** User (使用人): holds a certificate and uses it within a scope. */
  USER;

  /** The name in the database, in events and in links. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True when a person of this role appoints and removes persons of that one. */
  public boolean appoints(GrantRole other) {
    return other.ordinal() == ordinal() + 1;
  }

  /** True when a person of this role removes persons of that one: all who stand below. */
  public boolean removes(GrantRole other) {
    return other.ordinal() > ordinal();
  }

  static GrantRole ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
