package org.zhengyan.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.zhengyan.keys.ServiceProperties;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
class StatusConfiguration {

  @Bean(destroyMethod = "close")
  RevocationJournal revocationJournal(ServiceProperties service) throws IOException {
    return new RevocationJournal(journal(service));
  }

  @Bean
  CrlNumbers crlNumbers(ServiceProperties service, JdbcClient jdbc) throws IOException {
    return new CrlNumbers(jdbc, Files.createDirectories(journal(service)));
  }

  private static Path journal(ServiceProperties service) {
    return service.dataDir().resolve("journal");
  }
}
