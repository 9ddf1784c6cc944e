package org.zhengyan.launch;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Bootstrap;
import org.zhengyan.principal.BootstrapPlan;

/** {@code bootstrap …}: see {@link BootstrapPlan#USAGE}. Words with {@code =} are settings. */
final class BootstrapCommand {
  private static final int NOT_UNDERSTOOD = 2;

  private BootstrapCommand() {}

  static int run(List<String> args) {
    List<String> settings = args.stream().filter(BootstrapCommand::isSetting).toList();
    List<String> words = args.stream().filter(word -> !isSetting(word)).toList();
    BootstrapPlan plan;
    try {
      plan = BootstrapPlan.parse(words);
    } catch (BootstrapPlan.Refused e) {
      System.err.println(e.getMessage() + "\n\n" + BootstrapPlan.USAGE);
      return NOT_UNDERSTOOD;
    }
    return CommandContext.run(settings, Set.of(), context -> bootstrap(context, plan));
  }

  private static boolean isSetting(String word) {
    return word.matches("--[a-z][a-z0-9.-]*=.*");
  }

  private static int bootstrap(ConfigurableApplicationContext context, BootstrapPlan plan) {
    JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
    return new Bootstrap(
            jdbc,
            new TransactionTemplate(context.getBean(PlatformTransactionManager.class)),
            new EventLog(jdbc, context.getBean(Clock.class)))
        .run(plan, System.out);
  }
}
