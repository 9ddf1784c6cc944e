package org.zhengyan.web.tls;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the valve in front of every servlet, also where no certificates are asked for. */
@Configuration(proxyBeanMethods = false)
class MutualTlsConfiguration {
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> clientCertificateValve(
      MutualTlsProperties properties) {
    return factory -> factory.addContextValves(new ClientCertificateValve(properties.proxies()));
  }
}
