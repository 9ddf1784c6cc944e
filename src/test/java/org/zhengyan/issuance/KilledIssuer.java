package org.zhengyan.issuance;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.WatchedKeyVault;
import org.zhengyan.principal.ApprovalRequest;
import org.zhengyan.principal.IdempotentRequest;

/**
 * A process that approves one application and dies at one moment of it, as {@code kill -9} would have
 * it: nothing is closed, flushed or rolled back.
 *
 * <p>The moments are seen from outside, at the database and the key; the code that issues does not
 * know of them.
 */
final class KilledIssuer {
  static final int KILLED = 137;

  enum Moment {
    /** Behind step 1: the serial exists in memory alone. */
    SERIAL_RESERVED,
    /** In step 2. */
    BUILDING,
    /** In step 3: everything is written, nothing committed. */
    INTENT_WRITTEN,
    /** Behind step 3. */
    INTENT_COMMITTED,
    /** In step 4: there is a signature. */
    SIGNED,
    /** Behind step 5: there is a certificate that nobody has seen. */
    COMPARED,
    /** In step 6: everything is written, nothing committed. */
    CERTIFICATE_WRITTEN,
    /** Behind step 6: committed, and not answered. */
    CERTIFICATE_COMMITTED
  }

  private KilledIssuer() {}

  /** Arguments: JDBC URL, moment, application, digest, Idempotency-Key. */
  public static void main(String[] arguments) {
    Moment moment = Moment.valueOf(arguments[1]);
    KeyVault keys =
        new WatchedKeyVault(
            Path.of("keys-dev"),
            "zhengyan-dev".toCharArray(),
            () -> dieAt(moment, Moment.BUILDING),
            () -> dieAt(moment, Moment.SIGNED));
    DataSource database = new DyingDataSource(new DriverManagerDataSource(arguments[0]), moment);
    ApplicationContext context = IssuanceContext.start(database, keys);
    context
        .getBean(ApplicationController.class)
        .approve(
            IssuanceFixture.REVIEWER,
            new IdempotentRequest(
                IssuanceFixture.REVIEWER.clientId(), arguments[4], new byte[32]),
            arguments[2],
            new ApprovalRequest(arguments[3]));
    Runtime.getRuntime().halt(0);
  }

  private static void dieAt(Moment chosen, Moment here) {
    if (chosen == here) {
      Runtime.getRuntime().halt(KILLED);
    }
  }

  /** Dies at the statements and commits that mark the moments. */
  private static final class DyingDataSource extends DelegatingDataSource {
    private final Moment moment;
    private final AtomicInteger commits = new AtomicInteger();

    DyingDataSource(DataSource database, Moment moment) {
      super(database);
      this.moment = moment;
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = super.getConnection();
      return (Connection)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> call(connection, method, arguments));
    }

    private Object call(Connection connection, Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("prepareStatement")) {
        beforeStatement((String) arguments[0]);
      }
      boolean commit = method.getName().equals("commit");
      int number = commit ? commits.incrementAndGet() : 0;
      if (commit) {
        dieAt(moment, number == 1 ? Moment.INTENT_WRITTEN : Moment.CERTIFICATE_WRITTEN);
      }
      try {
        Object result = method.invoke(connection, arguments);
        if (commit) {
          dieAt(moment, number == 1 ? Moment.INTENT_COMMITTED : Moment.CERTIFICATE_COMMITTED);
        }
        return result;
      } catch (InvocationTargetException e) {
        throw e.getTargetException();
      }
    }

    private void beforeStatement(String sql) {
      if (sql.contains("FROM institution_version")) {
        dieAt(moment, Moment.SERIAL_RESERVED);
      }
      if (sql.toLowerCase(Locale.ROOT).startsWith("select tbs_digest")) {
        dieAt(moment, Moment.COMPARED);
      }
    }
  }

  /** Runs it and returns its exit code; what it says goes to {@code target/killed-issuer.log}. */
  static int run(String jdbcUrl, Moment moment, ApplicationResponse application, String key)
      throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx200m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledIssuer.class.getName(),
                jdbcUrl,
                moment.name(),
                application.id(),
                application.digest(),
                key)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/killed-issuer.log")))
            .start();
    return process.waitFor();
  }
}
