package org.zhengyan.web.console.agency;

import java.util.List;
import org.springframework.stereotype.Component;
import org.zhengyan.web.console.Console;
import org.zhengyan.web.console.Navigation;

/** The sections of the agency's console. */
@Component
class AgencyNavigation implements Navigation {

  @Override
  public Console console() {
    return Console.AGENCY;
  }

  @Override
  public List<Item> items() {
    return List.of(
        new Item("/agency", "nav.home"),
        new Item("/agency/body", "nav.body"),
        new Item("/agency/certificates", "nav.certificates"),
        new Item("/agency/people", "nav.people"),
        new Item("/agency/departments", "nav.departments"),
        new Item("/agency/bindings", "nav.bindings"),
        new Item("/agency/verifications", "nav.verifications"));
  }
}
