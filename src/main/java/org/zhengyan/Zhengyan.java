package org.zhengyan;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet.OAuth2AuthorizationServerJwtAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.zhengyan.launch.Launcher;

/** The application; {@link Launcher} decides whether it serves or runs a command. */
@SpringBootApplication(
    proxyBeanMethods = false,
    exclude = {
      ErrorMvcAutoConfiguration.class,
      // Makes an RSA key at each start, and a decoder that trusts it; tokens are signed by keys.
      OAuth2AuthorizationServerJwtAutoConfiguration.class,
      UserDetailsServiceAutoConfiguration.class
    })
@ConfigurationPropertiesScan
public class Zhengyan {

  public static void main(String[] args) {
    Launcher.launch(new SpringApplication(Zhengyan.class), args);
  }

  /** The node's clock; what two nodes must agree on is asked of the database instead. */
  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
