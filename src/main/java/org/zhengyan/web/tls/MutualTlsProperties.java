package org.zhengyan.web.tls;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.apache.catalina.util.NetMask;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where clients show certificates; prefix {@code zhengyan.mutual-tls}.
 *
 * @param url https base under which a certificate is asked for; unset, tokens are not bound to any
 * @param proxies addresses or networks (CIDR) whose {@code Client-Cert} is believed; none when TLS ends here
 */
@ConfigurationProperties("zhengyan.mutual-tls")
record MutualTlsProperties(@Nullable URI url, @DefaultValue List<String> proxies) {
  MutualTlsProperties {
    if (url != null && (!"https".equals(url.getScheme()) || url.getHost() == null || !plain(url))) {
      throw new IllegalArgumentException("zhengyan.mutual-tls.url is https://host, and perhaps a port");
    }
    if (url == null && !proxies.isEmpty()) {
      throw new IllegalArgumentException("zhengyan.mutual-tls.proxies says nothing without the url");
    }
    proxies = List.copyOf(proxies);
    proxies.forEach(MutualTlsProperties::requireNetwork);
  }

  /** A literal: a name would be looked up, and whoever answers would be the proxy. */
  private static void requireNetwork(String proxy) {
    try {
      InetAddress.ofLiteral(proxy.split("/", 2)[0]);
      NetMask unused = new NetMask(proxy);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("zhengyan.mutual-tls.proxies: \"" + proxy + "\" is no address or CIDR", e);
    }
  }

  private static boolean plain(URI url) {
    return url.getRawPath().isEmpty()
        && url.getRawQuery() == null
        && url.getRawFragment() == null
        && url.getRawUserInfo() == null;
  }
}
