package org.zhengyan.status;

import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.zhengyan.keys.ServiceProperties;

@Configuration
@EnableScheduling
class StatusConfiguration {

  @Bean(destroyMethod = "close")
  RevocationJournal revocationJournal(ServiceProperties service) throws IOException {
    return new RevocationJournal(service.dataDir().resolve("journal"));
  }
}
