package org.zhengyan.notification;

import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.notification.push.PushConnection;
import org.zhengyan.notification.push.PushLimits;

/** The way out, as far as this environment permits. */
@Configuration(proxyBeanMethods = false)
class NotificationConfiguration {
  private static final int ANSWER = 8_192;

  private final NotificationProperties properties;
  private final boolean loopback;

  NotificationConfiguration(NotificationProperties properties, ServiceProperties service) {
    if (properties.allowLoopback() && service.environment() != ServiceEnvironment.DEV) {
      throw new IllegalArgumentException(
          "zhengyan.notification.allow-loopback is for the dev environment alone");
    }
    this.properties = properties;
    this.loopback = properties.allowLoopback();
  }

  boolean loopback() {
    return loopback;
  }

  @Bean(destroyMethod = "close")
  PushConnection pushConnection() throws NoSuchAlgorithmException {
    PushLimits limits =
        new PushLimits(
            properties.connectTimeout(),
            properties.readTimeout(),
            properties.totalTimeout(),
            ANSWER,
            loopback);
    return new PushConnection(limits, SSLContext.getDefault(), InetAddress::getAllByName);
  }
}
