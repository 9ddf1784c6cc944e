package org.zhengyan.verification;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.zhengyan.x509.EvidenceChain;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
class VerificationConfiguration {

  @Bean
  EvidenceReader evidenceReader(EvidenceChain chain) {
    return new EvidenceReader(chain);
  }
}
