package org.zhengyan.web.console.agency.application;

import java.util.List;
import org.springframework.stereotype.Component;
import org.zhengyan.web.console.Console;
import org.zhengyan.web.console.Navigation;

/** The section where a person applies. */
@Component
class ApplicationsNavigation implements Navigation {
  @Override
  public Console console() {
    return Console.AGENCY;
  }

  @Override
  public List<Item> items() {
    return List.of(new Item("/agency/applications", "applications.title", List.of("/agency/key-recoveries")));
  }
}
