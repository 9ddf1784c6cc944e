package org.zhengyan.web.console.open;

import java.util.List;
import org.springframework.stereotype.Component;
import org.zhengyan.web.console.Console;
import org.zhengyan.web.console.Navigation;

/** The sections of the public's pages. */
@Component
class CheckNavigation implements Navigation {
  private static final List<Item> ITEMS =
      List.of(
          new Item("/check/file", "nav.file"),
          new Item("/check/certificate", "nav.certificate"),
          new Item("/check/receipt", "nav.receipt"));

  @Override
  public Console console() {
    return Console.OPEN;
  }

  @Override
  public List<Item> items() {
    return ITEMS;
  }
}
