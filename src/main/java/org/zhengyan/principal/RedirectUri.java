package org.zhengyan.principal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.zhengyan.keys.ServiceEnvironment;

/**
 * Where a browser is sent with the answer to an authorization request (RFC 6749 section 3.1.2).
 *
 * <p>Compared as text, character by character (RFC 9700 section 2.1). The one exception is for development:
 * a URI of this machine that was registered without a port stands for every port (RFC 8252 section 7.3).
 */
public final class RedirectUri {
  private static final int LONGEST = 500;
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String ANSWERS = ".*&(code|state|iss|error|error_description|error_uri|response)(=.*|&.*|)";

  private RedirectUri() {}

  /**
   * Absolute, https (plain http to this machine in development), ASCII, one spelling: no user, no fragment,
   * no dot segments, nothing in upper case before the path, and none of the parameters of an answer.
   */
  public static boolean acceptable(String text, ServiceEnvironment environment) {
    if (text.length() > LONGEST || !text.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      return false;
    }
    try {
      URI uri = new URI(text);
      String host = uri.getHost();
      if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null || uri.getPort() == 0) {
        return false;
      }
      if (!uri.normalize().toString().equals(text) || !host.equals(host.toLowerCase(Locale.ROOT))) {
        return false;
      }
      String query = uri.getRawQuery();
      if (query != null && ("&" + query).matches(ANSWERS)) {
        return false;
      }
      return "https".equals(uri.getScheme()) || loopback(uri, environment);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** True when what a request names is what is registered. */
  public static boolean matches(String registered, String named, ServiceEnvironment environment) {
    if (registered.equals(named)) {
      return true;
    }
    if (!acceptable(named, environment)) {
      return false;
    }
    URI uri = URI.create(named);
    String origin = "http://" + uri.getHost();
    String port = ":" + uri.getPort();
    return uri.getPort() > 0
        && loopback(uri, environment)
        && named.startsWith(origin + port)
        && registered.equals(origin + named.substring((origin + port).length()));
  }

  private static boolean loopback(URI uri, ServiceEnvironment environment) {
    return environment == ServiceEnvironment.DEV
        && "http".equals(uri.getScheme())
        && LOOPBACK.contains(uri.getHost());
  }
}
