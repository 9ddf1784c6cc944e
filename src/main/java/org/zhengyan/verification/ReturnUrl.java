package org.zhengyan.verification;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.ServiceEnvironment;

/** Where a holder's browser goes when it is done here, and what it brings along. */
public final class ReturnUrl {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private ReturnUrl() {}

  /**
   * Absolute, https (plain http to this machine in development), a host in ASCII, no user, no fragment,
   * and without the parameters that {@link #of} adds.
   */
  static boolean acceptable(String text, ServiceEnvironment environment) {
    if (!text.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      return false;
    }
    try {
      URI uri = new URI(text);
      String host = uri.getHost();
      if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
        return false;
      }
      String query = uri.getRawQuery();
      if (query != null && ("&" + query).matches(".*&(verification|completion)(=.*|&.*|)")) {
        return false;
      }
      return "https".equals(uri.getScheme())
          || environment == ServiceEnvironment.DEV
              && "http".equals(uri.getScheme())
              && LOOPBACK.contains(host);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /**
   * Whether it lies on an origin of the client's redirect URIs. A client that has registered none by https
   * is not held to any.
   */
  static boolean registered(String returnUrl, List<String> redirectUris) {
    List<String> origins =
        redirectUris.stream().filter(uri -> uri.startsWith("https://")).map(ReturnUrl::origin).toList();
    return origins.isEmpty() || origins.contains(origin(returnUrl));
  }

  /** RFC 6454 section 4, of a URL that was accepted before. */
  private static String origin(String url) {
    URI uri = URI.create(url);
    int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    return uri.getScheme() + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }

  /**
   * @param completion the one-time code, or null when there is nothing to complete
   */
  public static String of(String returnUrl, VerificationId id, @Nullable String completion) {
    StringBuilder url = new StringBuilder(returnUrl);
    url.append(returnUrl.indexOf('?') < 0 ? '?' : '&').append("verification=").append(id);
    if (completion != null) {
      url.append("&completion=").append(completion);
    }
    return url.toString();
  }
}
