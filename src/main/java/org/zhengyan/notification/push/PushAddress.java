package org.zhengyan.notification.push;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an operator wants its events: an absolute URL with {@code https}, port 443 and a DNS name.
 *
 * <p>What is not in a URL cannot be smuggled by one: no user information, no fragment, no literal
 * address, nothing outside printable ASCII. Whether the name leads somewhere that may be connected to
 * is asked at each connection, not here.
 *
 * @param host in lower case
 * @param target the path and query as the request line carries them
 */
public record PushAddress(boolean tls, String host, int port, String target) {
  private static final int LONGEST = 500;
  private static final int HTTPS = 443;
  private static final Pattern URL = Pattern.compile("[!-~]{1," + LONGEST + "}");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /** What is wrong with a URL, in words for its owner's engineer. */
  public static final class Unfit extends Exception {
    private Unfit(String message) {
      super(message);
    }
  }

  /**
   * Reads a URL.
   *
   * @param loopback permits {@code http}, any port and {@code localhost}
   * @throws Unfit naming what is wrong
   */
  public static PushAddress parse(String url, boolean loopback) throws Unfit {
    URI uri;
    try {
      if (!URL.matcher(url).matches()) {
        throw new Unfit("a URL has 1 to " + LONGEST + " printable ASCII characters");
      }
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new Unfit("it is no URL");
    }
    String scheme = Optional.ofNullable(uri.getScheme()).orElse("");
    boolean tls = scheme.equalsIgnoreCase("https");
    if (!tls && !(loopback && scheme.equalsIgnoreCase("http"))) {
      throw new Unfit("the scheme is https");
    }
    String host = Optional.ofNullable(uri.getHost()).orElse("").toLowerCase(java.util.Locale.ROOT);
    if (host.isEmpty() || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw new Unfit("it has a host, and neither user information nor a fragment");
    }
    int port = uri.getPort() < 0 ? (tls ? HTTPS : 80) : uri.getPort();
    if (loopback && isLoopback(host)) {
      return new PushAddress(tls, host, port, target(uri));
    }
    if (!tls || port != HTTPS) {
      throw new Unfit("the scheme is https and the port is " + HTTPS);
    }
    if (!dnsName(host)) {
      throw new Unfit("the host is a fully qualified DNS name, in its ASCII form");
    }
    return new PushAddress(true, host, port, target(uri));
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
  }

  private static boolean dnsName(String host) {
    String[] labels = host.split("\\.", -1);
    boolean numeric = labels[labels.length - 1].chars().allMatch(c -> c >= '0' && c <= '9');
    if (labels.length < 2 || host.length() > 253 || numeric) {
      return false;
    }
    for (String label : labels) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }

  private static String target(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  /** What the Host field says. */
  String authority() {
    return port == (tls ? HTTPS : 80) ? host : host + ":" + port;
  }
}
