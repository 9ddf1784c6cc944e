package org.zhengyan.status.ocsp;

import java.time.Clock;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@Configuration(proxyBeanMethods = false)
class OcspConfiguration {

  /** Before every other filter, the security chain's among them. */
  @Bean
  FilterRegistrationBean<OcspEndpoint> ocspEndpoint(OcspResponder responder, Clock clock) {
    var registration = new FilterRegistrationBean<>(new OcspEndpoint(responder, clock));
    registration.addUrlPatterns(OcspEndpoint.PATH, OcspEndpoint.PATH + "/*");
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }

  /**
   * Lets {@code %2F} through to the endpoint above, as clients write base64; it stays encoded, and
   * Spring's firewall goes on refusing it everywhere else.
   */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> encodedSolidus() {
    return factory ->
        factory.addConnectorCustomizers(
            connector -> connector.setEncodedSolidusHandling("passthrough"));
  }
}
