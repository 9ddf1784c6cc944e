package org.zhengyan.issuance;

import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.zhengyan.TestContext;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.CertificateSweeper;
import org.zhengyan.certificate.StatusChange;
import org.zhengyan.certificate.StatusJournal;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.principal.Idempotency;
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
  @ComponentScan(basePackageClasses = {Applications.class, CertificateReader.class})
  @Import({
    TestContext.Beans.class,
    CertificateStore.class,
    CertificateSweeper.class,
    Idempotency.class
  })
  static class Beans {
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
