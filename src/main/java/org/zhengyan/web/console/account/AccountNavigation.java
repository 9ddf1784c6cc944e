package org.zhengyan.web.console.account;

import java.util.List;
import org.springframework.stereotype.Component;
import org.zhengyan.web.console.Console;
import org.zhengyan.web.console.Navigation;

/** The sections of the account console; who does not keep accounts sees the own one alone. */
@Component
class AccountNavigation implements Navigation {
  @Override
  public Console console() {
    return Console.ACCOUNT;
  }

  @Override
  public List<Item> items() {
    return List.of(
        new Item("/account", "account.title"),
        new Item("/account/people", "people.title"),
        new Item("/account/changes", "changes.title"),
        new Item("/account/ranges", "ranges.title"),
        new Item("/account/overseas", "overseas.title"),
        new Item("/account/erasures/new", "erasure.title"));
  }
}
