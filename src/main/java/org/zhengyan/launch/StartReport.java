package org.zhengyan.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.zhengyan.access.DevAccounts;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.status.StatusLookup;

/** Prints, once the server answers, what is running and the next command to try. */
final class StartReport implements ApplicationListener<ApplicationReadyEvent> {
  private static final Path WALKTHROUGH = Path.of("src", "examples", "walkthrough.sh");

  private final EmbeddedStores stores;

  StartReport(EmbeddedStores stores) {
    this.stores = stores;
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    ServiceProperties service = event.getApplicationContext().getBean(ServiceProperties.class);
    String port = event.getApplicationContext().getEnvironment().getProperty("local.server.port", "?");
    List<String> lines = new ArrayList<>();
    lines.add("");
    String because = event.getApplicationContext().getBean(StatusLookup.class).unavailableBecause();
    lines.add(
        "  Zhengyan %s http://localhost:%s   (environment: %s%s)"
            .formatted(
                because == null ? "answers on" : "listens, and cannot serve yet, on",
                port,
                service.environment().wire(),
                readyAfter(event.getTimeTaken())));
    if (because != null) {
      lines.add("  Because     " + because);
    }
    lines.add("  PostgreSQL  " + postgres());
    lines.add("  Redis       " + redis());
    lines.add("  Data        " + service.dataDir().toAbsolutePath().normalize());
    lines.add("  The API to read: http://localhost:" + port + "/docs");
    if (service.environment() == ServiceEnvironment.DEV) {
      lines.add("  Consoles: http://localhost:" + port + "/sign-in, password " + DevAccounts.PASSWORD + ", as");
      lines.addAll(accounts());
      lines.add("");
      lines.add("  Next, in another terminal:");
      lines.add("    " + next(port, Files.exists(WALKTHROUGH)));
    } else if (service.environment() == ServiceEnvironment.SANDBOX) {
      lines.add("  What a sandbox offers, if it is open: curl -s http://localhost:" + port + "/api/v1/sandbox");
    }
    lines.add("");
    System.out.println(String.join(System.lineSeparator(), lines));
  }

  /** Three a line; the sign-in page shows the one-time code of all of them. */
  private static List<String> accounts() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < DevAccounts.ALL.size(); i += 3) {
      lines.add(
          "    "
              + DevAccounts.ALL.stream()
                  .skip(i)
                  .limit(3)
                  .map(account -> "%-24s".formatted(account.login()))
                  .collect(Collectors.joining())
                  .strip());
    }
    return lines;
  }

  private static String readyAfter(@Nullable Duration taken) {
    return taken == null ? "" : ", after %.1f s".formatted(taken.toMillis() / 1000.0);
  }

  private String postgres() {
    PostgresProcess postgres = stores.postgres();
    return postgres == null
        ? "external, by URL"
        : "18 embedded, 127.0.0.1:" + postgres.port() + ", pid " + postgres.pid();
  }

  private String redis() {
    RedisProcess redis = stores.redis();
    return redis == null
        ? "external, by URL"
        : "6.2 embedded, 127.0.0.1:" + redis.port() + ", pid " + redis.pid();
  }

  /** On the port in use, which need not be the one of the public URL. */
  static String next(String port, boolean sourceTree) {
    String base = "http://localhost:" + port;
    if (!sourceTree) {
      return "curl -s " + base + "/.well-known/oauth-authorization-server";
    }
    return "bash src/examples/walkthrough.sh" + (port.equals("8080") ? "" : " " + base);
  }
}
