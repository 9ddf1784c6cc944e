package org.zhengyan.launch;

import java.nio.file.Path;

/** The real PostgreSQL and Redis that all tests of one JVM share; opens the launch package to them. */
public final class TestServers {
  private final PostgresProcess postgres;
  private final RedisProcess redis;

  private TestServers(PostgresProcess postgres, RedisProcess redis) {
    this.postgres = postgres;
    this.redis = redis;
  }

  public static TestServers start() {
    DataDirectory directory = openFirstFree();
    PostgresProcess postgres = PostgresProcess.start(directory);
    RedisProcess redis = RedisProcess.start(directory);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  redis.close();
                  postgres.close();
                  // Held until now: a lock that nobody refers to is given up, and another JVM takes these servers.
                  directory.close();
                }));
    return new TestServers(postgres, redis);
  }

  private static DataDirectory openFirstFree() {
    for (int i = 0; ; i++) {
      try {
        return DataDirectory.open(Path.of("target", "test-stores-" + i));
      } catch (StartRefused e) {
        if (i == 20) {
          throw e;
        }
      }
    }
  }

  public String jdbcUrl(String database) {
    return postgres.jdbcUrl(database);
  }

  public String redisUrl() {
    return redis.url();
  }
}
