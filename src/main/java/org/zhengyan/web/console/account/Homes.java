package org.zhengyan.web.console.account;

import java.util.Set;
import org.zhengyan.access.Realm;
import org.zhengyan.access.Role;

/** Where somebody is led after signing in. */
final class Homes {
  private Homes() {}

  static String of(Set<Role> roles) {
    if (roles.contains(Role.ADMINISTRATOR)) {
      return "/account/people";
    }
    if (roles.contains(Role.AUDITOR)) {
      return "/auditor";
    }
    Realm realm = roles.iterator().next().realm();
    return "/" + realm.wire();
  }
}
