package org.zhengyan.web.console.authority;

import java.util.List;
import org.springframework.stereotype.Component;
import org.zhengyan.web.console.Console;
import org.zhengyan.web.console.Navigation;

/** The sections of the authority's console, in the order of a day's work. */
@Component
class AuthorityNavigation implements Navigation {
  @Override
  public Console console() {
    return Console.AUTHORITY;
  }

  @Override
  public List<Item> items() {
    return List.of(
        new Item("/authority", "nav.dashboard"),
        new Item("/authority/changes", "nav.changes"),
        new Item(
            "/authority/applications",
            "nav.applications",
            List.of("/authority/enrolments", "/authority/key-recoveries")),
        new Item("/authority/revocations", "nav.revocations"),
        new Item("/authority/registry", "nav.registry"),
        new Item("/authority/certificates", "nav.certificates"),
        new Item("/authority/imports", "nav.imports"),
        new Item("/authority/regions", "nav.regions"),
        new Item("/authority/platforms", "nav.platforms"),
        new Item("/authority/overseas", "nav.overseas"),
        new Item("/authority/reports", "nav.reports"));
  }
}
