package org.zhengyan.web.console.account;

import java.util.List;

/** What a browser is called, from the long line that it sends; enough to tell one's own devices apart. */
final class Browsers {
  /** In this order: each also calls itself by the names below it. */
  private static final List<String[]> NAMES =
      List.of(
          new String[] {"MicroMessenger/", "WeChat"},
          new String[] {"Edg/", "Edge"},
          new String[] {"OPR/", "Opera"},
          new String[] {"Firefox/", "Firefox"},
          new String[] {"Chrome/", "Chrome"},
          new String[] {"Safari/", "Safari"});

  private static final List<String[]> SYSTEMS =
      List.of(
          new String[] {"HarmonyOS", "HarmonyOS"},
          new String[] {"OpenHarmony", "HarmonyOS"},
          new String[] {"Android", "Android"},
          new String[] {"iPhone", "iPhone"},
          new String[] {"iPad", "iPad"},
          new String[] {"Windows", "Windows"},
          new String[] {"Mac OS", "macOS"},
          new String[] {"Linux", "Linux"});

  private Browsers() {}

  static String name(String agent) {
    return first(NAMES, agent, "?") + " · " + first(SYSTEMS, agent, "?");
  }

  private static String first(List<String[]> names, String agent, String otherwise) {
    return names.stream()
        .filter(name -> agent.contains(name[0]))
        .map(name -> name[1])
        .findFirst()
        .orElse(otherwise);
  }
}
