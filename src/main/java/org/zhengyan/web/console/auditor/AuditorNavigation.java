package org.zhengyan.web.console.auditor;

import java.util.List;
import org.springframework.stereotype.Component;
import org.zhengyan.web.console.Console;
import org.zhengyan.web.console.Navigation;

/** The sections of the auditor's console. */
@Component
class AuditorNavigation implements Navigation {
  @Override
  public Console console() {
    return Console.AUDITOR;
  }

  @Override
  public List<Item> items() {
    return List.of(
        new Item("/auditor", "nav.home"),
        new Item("/auditor/events", "nav.events"),
        new Item("/auditor/checks", "nav.checks"));
  }
}
