package org.zhengyan.issuance;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.CertificateSweeper;
import org.zhengyan.certificate.StatusChange;
import org.zhengyan.certificate.StatusJournal;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.registry.Institutions;
import org.zhengyan.status.revocation.CertificateReader;
import tools.jackson.databind.json.JsonMapper;

/** The issuing part on a given database with given keys: a node, as far as issuing is concerned. */
final class IssuanceContext {
  private IssuanceContext() {}

  static AnnotationConfigApplicationContext start(DataSource database, KeyVault keys) {
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context.registerBean(DataSource.class, () -> database);
    context.registerBean(KeyVault.class, () -> keys);
    context.register(Beans.class);
    context.refresh();
    return context;
  }

  /** No configuration by annotation, so that no scan for components finds it. */
  @EnableTransactionManagement
  @ComponentScan(basePackageClasses = {Applications.class, CertificateReader.class})
  @Import({
    Approvals.class,
    CertificateStore.class,
    CertificateSweeper.class,
    EventLog.class,
    Idempotency.class,
    Institutions.class
  })
  static class Beans {
    @Bean
    JdbcTransactionManager transactionManager(DataSource database) {
      return new JdbcTransactionManager(database);
    }

    @Bean
    TransactionTemplate transactions(JdbcTransactionManager manager) {
      return new TransactionTemplate(manager);
    }

    @Bean
    JdbcTemplate jdbcTemplate(DataSource database) {
      return new JdbcTemplate(database);
    }

    @Bean
    JdbcClient jdbcClient(DataSource database) {
      return JdbcClient.create(database);
    }

    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }

    @Bean
    JsonMapper json() {
      return JsonMapper.builder().build();
    }

    @Bean
    IssuanceProperties issuance() {
      return new IssuanceProperties(4, null);
    }

    @Bean
    ServiceProperties service() {
      return new ServiceProperties(
          URI.create("http://localhost:8080"),
          null,
          Path.of("target/test-data"),
          ServiceEnvironment.DEV);
    }

    @Bean
    StatusJournal journal() {
      return new StatusJournal() {
        @Override
        public void requireWritable() {}

        @Override
        public void keep(List<StatusChange> changes, List<byte[]> keys) {}
      };
    }
  }
}
