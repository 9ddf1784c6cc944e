package org.zhengyan.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.zhengyan.ServerTest;

/** The dev profile, whose keys everybody has, is reached from this machine alone. */
@ServerTest
class DevelopmentServerTest {
  @Autowired private ServletWebServerApplicationContext context;

  @Test
  void listensOnLoopbackAlone() throws Exception {
    TomcatWebServer server = (TomcatWebServer) context.getWebServer();
    for (var connector : server.getTomcat().getService().findConnectors()) {
      Object address = connector.getProperty("address");
      assertThat(InetAddress.getByName(String.valueOf(address).replaceAll(".*/", "")).isLoopbackAddress())
          .as("listens on " + address)
          .isTrue();
    }
    assertThat(server.getTomcat().getService().findConnectors()).isNotEmpty();
  }
}
