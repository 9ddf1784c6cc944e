package org.zhengyan.sandbox;

import java.io.Serial;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;

/** The start stops: the database was a sandbox's, whose holders' keys are public. */
final class SandboxDatabaseRefused extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  SandboxDatabaseRefused() {
    super("The database has the credentials of a sandbox, whose private keys are public.");
  }

  /** Looks once, before the server takes requests. */
  @Component
  static final class Check implements InitializingBean {
    private final JdbcTemplate jdbc;
    private final ServiceProperties service;

    Check(JdbcTemplate jdbc, ServiceProperties service) {
      this.jdbc = jdbc;
      this.service = service;
    }

    @Override
    public void afterPropertiesSet() {
      if (service.environment() != ServiceEnvironment.SANDBOX
          && Boolean.TRUE.equals(
              jdbc.queryForObject("select exists (select from sandbox_credential)", Boolean.class))) {
        throw new SandboxDatabaseRefused();
      }
    }
  }

  /** Prints a sentence and what to do instead of a stack trace. */
  static final class Analyzer extends AbstractFailureAnalyzer<SandboxDatabaseRefused> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SandboxDatabaseRefused cause) {
      return new FailureAnalysis(
          String.valueOf(cause.getMessage()),
          "Give this environment a database of its own (spring.datasource.url), or start the sandbox"
              + " with SPRING_PROFILES_ACTIVE=sandbox.",
          cause);
    }
  }
}
