package org.zhengyan.access.staff;

import org.zhengyan.principal.ChangeType;

/** What the types of this package have in common: one list, of its own. */
interface AccessChange extends ChangeType {
  String KIND = "access-change";

  @Override
  default String kind() {
    return KIND;
  }
}
