package org.zhengyan.web.console.account;

import java.util.Set;
import java.util.stream.Collectors;
import org.zhengyan.access.Role;
import org.zhengyan.web.console.View;

/** Roles as people call them. */
final class Words {
  private Words() {}

  static String roles(View view, Set<Role> roles) {
    return roles.stream()
        .sorted()
        .map(role -> view.text("role." + role.wire()))
        .collect(Collectors.joining(view.text("list.separator")));
  }
}
