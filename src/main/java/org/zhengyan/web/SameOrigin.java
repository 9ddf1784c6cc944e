package org.zhengyan.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;

/**
 * Whether a request comes from a page of ours, by its {@code Origin} (RFC 6454 section 7), and where the
 * browser keeps that to itself, by {@code Sec-Fetch-Site}. One that has neither does not.
 */
@Component
public class SameOrigin {
  private final String origin;
  private final boolean development;

  SameOrigin(ServiceProperties service) {
    URI url = service.publicUrl();
    this.origin = url.getScheme() + "://" + url.getRawAuthority();
    this.development = service.environment() == ServiceEnvironment.DEV;
  }

  public boolean of(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin")) {
      return false;
    }
    String named = request.getHeader("Origin");
    return named == null || named.equals("null") ? site != null : ours(named, request.getHeader("Host"));
  }

  /** In development a server may listen elsewhere than its public URL says. */
  private boolean ours(String named, @Nullable String host) {
    return named.equals(origin) || development && named.equals("http://" + host);
  }
}
