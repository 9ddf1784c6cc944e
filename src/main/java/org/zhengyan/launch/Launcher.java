package org.zhengyan.launch;

import org.springframework.boot.SpringApplication;

/** Starts the server with the stores it needs. */
public final class Launcher {
  private Launcher() {}

  public static void launch(SpringApplication application, String[] args) {
    EmbeddedStores stores = new EmbeddedStores();
    application.addInitializers(stores);
    SpringApplication.getShutdownHandlers().add(stores::close);
    try {
      application.run(args);
    } catch (StartRefused e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
