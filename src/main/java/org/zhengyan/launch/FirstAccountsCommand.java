package org.zhengyan.launch;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.access.AccessProperties;
import org.zhengyan.access.FirstAccounts;
import org.zhengyan.access.Role;
import org.zhengyan.failure.CallerText;
import org.zhengyan.keys.ServiceProperties;

/** {@code first-accounts …}: the accounts that later make all others. Words with {@code =} are settings. */
final class FirstAccountsCommand {
  static final String USAGE =
      """
      first-accounts --administrator PERSON LOGIN --reviewer PERSON LOGIN [--administrator …] [--reviewer …]

      Makes the first accounts of the national authority and prints the code with which each person takes
      the account. An administrator proposes further accounts, a reviewer decides; so both are needed, and
      they are two persons. A login name looks like name@unit. Names with spaces stand in quotes.
      """;

  private static final int NOT_UNDERSTOOD = 2;

  private FirstAccountsCommand() {}

  static int run(List<String> args) {
    List<String> settings = args.stream().filter(word -> word.matches("--[a-z][a-z0-9.-]*=.*")).toList();
    List<String> words = args.stream().filter(word -> !settings.contains(word)).toList();
    try {
      List<FirstAccounts.Founder> founders = parse(words);
      return CommandContext.run(settings, Set.of(), context -> found(context, founders));
    } catch (CommandWords.NotUnderstood e) {
      System.err.println(e.getMessage() + "\n\n" + USAGE);
      return NOT_UNDERSTOOD;
    }
  }

  static List<FirstAccounts.Founder> parse(List<String> words) throws CommandWords.NotUnderstood {
    List<FirstAccounts.Founder> founders = new ArrayList<>();
    for (int i = 0; i < words.size(); i += 3) {
      Role role =
          switch (words.get(i)) {
            case "--administrator" -> Role.ADMINISTRATOR;
            case "--reviewer" -> Role.REVIEWER;
            default -> throw new CommandWords.NotUnderstood("\"" + words.get(i) + "\" is not understood");
          };
      if (i + 2 >= words.size()) {
        throw new CommandWords.NotUnderstood("a word is missing after \"" + words.get(i) + "\"");
      }
      String name = words.get(i + 1);
      String login = words.get(i + 2);
      if (CallerText.fault(name).isPresent() || !login.matches("[a-z0-9][a-z0-9._-]{0,63}@[a-z0-9][a-z0-9-]{0,63}")) {
        throw new CommandWords.NotUnderstood("\"" + name + "\" \"" + login + "\" is no person and login name");
      }
      if (founders.stream().anyMatch(f -> f.name().equals(name) || f.login().equals(login))) {
        throw new CommandWords.NotUnderstood("each account is of a person of its own");
      }
      founders.add(new FirstAccounts.Founder(name, login, role));
    }
    for (Role role : List.of(Role.ADMINISTRATOR, Role.REVIEWER)) {
      if (founders.stream().noneMatch(founder -> founder.role() == role)) {
        throw new CommandWords.NotUnderstood("--" + role.wire() + " is missing");
      }
    }
    return founders;
  }

  private static int found(ConfigurableApplicationContext context, List<FirstAccounts.Founder> founders) {
    return new FirstAccounts(
            context.getBean(JdbcTemplate.class),
            new TransactionTemplate(context.getBean(PlatformTransactionManager.class)),
            context.getBean(AccessProperties.class),
            context.getBean(ServiceProperties.class),
            context.getBean(Clock.class))
        .run(founders, System.out);
  }
}
