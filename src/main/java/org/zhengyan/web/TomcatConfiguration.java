package org.zhengyan.web;

import org.apache.catalina.Valve;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Bounds what Tomcat reads, and lets its own errors be problems as well. */
@Configuration(proxyBeanMethods = false)
class TomcatConfiguration
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
  private final ProblemRenderer renderer;

  TomcatConfiguration(ProblemRenderer renderer) {
    this.renderer = renderer;
  }

  /** After Boot's own customizers, whose error valve is replaced. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addConnectorCustomizers(
        connector -> {
          connector.setMaxPostSize(BufferedRequest.LIMIT);
          connector.setMaxParameterCount(64);
          connector.setXpoweredBy(false);
        });
    factory.addContextCustomizers(
        context -> {
          if (context.getParent() instanceof StandardHost host) {
            for (Valve valve : host.getPipeline().getValves()) {
              if (valve instanceof ErrorReportValve) {
                host.getPipeline().removeValve(valve);
              }
            }
            // The host adds a valve of this class itself unless it finds one.
            host.setErrorReportValveClass(TomcatProblemValve.class.getName());
            host.getPipeline().addValve(new TomcatProblemValve(renderer));
          }
        });
  }
}
