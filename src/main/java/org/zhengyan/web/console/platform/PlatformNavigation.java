package org.zhengyan.web.console.platform;

import java.util.List;
import org.springframework.stereotype.Component;
import org.zhengyan.web.console.Console;
import org.zhengyan.web.console.Navigation;

/** The sections of the platform operators' console. */
@Component
class PlatformNavigation implements Navigation {
  @Override
  public Console console() {
    return Console.PLATFORM;
  }

  @Override
  public List<Item> items() {
    return List.of(
        new Item("/platform", "nav.overview"),
        new Item("/platform/verifications", "nav.verifications"),
        new Item("/platform/clients", "nav.clients"),
        new Item("/platform/events", "nav.events"),
        new Item("/platform/bindings", "nav.bindings"),
        new Item("/platform/team", "nav.team"),
        new Item("/platform/sandbox", "nav.sandbox"));
  }
}
