package org.zhengyan.status.ocsp;

import java.time.Clock;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@Configuration(proxyBeanMethods = false)
class OcspConfiguration {

  @Bean
  OcspServlet ocspServlet(OcspResponder responder, Clock clock) {
    return new OcspServlet(responder, clock);
  }

  @Bean
  ServletRegistrationBean<OcspServlet> ocspServletRegistration(OcspServlet servlet) {
    return new ServletRegistrationBean<>(servlet, OcspServlet.PATH, OcspServlet.PATH + "/*");
  }

  /** Before every other filter, the security chain's among them. */
  @Bean
  FilterRegistrationBean<OcspShortcut> ocspShortcut(OcspServlet servlet) {
    var registration = new FilterRegistrationBean<>(new OcspShortcut(servlet));
    registration.addUrlPatterns(OcspServlet.PATH, OcspServlet.PATH + "/*");
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
