package org.zhengyan.principal;

import java.io.Serial;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The start stops: the database has clients of the dev profile, whose private keys are public. */
final class DevelopmentClientsRefused extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  DevelopmentClientsRefused() {
    super("The database has clients of the dev profile, whose private keys are public.");
  }

  /** Looks once, before the server takes requests. */
  @Component
  @Profile("!dev")
  static final class Check implements InitializingBean {
    private final JdbcTemplate jdbc;

    Check(JdbcTemplate jdbc) {
      this.jdbc = jdbc;
    }

    @Override
    public void afterPropertiesSet() {
      if (Boolean.TRUE.equals(
          jdbc.queryForObject("select exists (select from client where development)", Boolean.class))) {
        throw new DevelopmentClientsRefused();
      }
    }
  }

  /** Prints a sentence and what to do instead of a stack trace. */
  static final class Analyzer extends AbstractFailureAnalyzer<DevelopmentClientsRefused> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, DevelopmentClientsRefused cause) {
      return new FailureAnalysis(
          String.valueOf(cause.getMessage()),
          "Give this environment a database of its own (spring.datasource.url) and begin with"
              + " `java -jar zhengyan.jar bootstrap`, or start with SPRING_PROFILES_ACTIVE=dev.",
          cause);
    }
  }
}
