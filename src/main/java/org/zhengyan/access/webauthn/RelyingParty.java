package org.zhengyan.access.webauthn;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.ServiceProperties;

/**
 * Who we are to an authenticator, by {@code zhengyan.public-url}: its host is the RP ID, itself the one origin
 * that is accepted. Keys are bound to the RP ID: under another name of the service they are others.
 */
@Component
public class RelyingParty {
  private final URI url;

  RelyingParty(ServiceProperties service) {
    this.url = service.publicUrl();
  }

  /**
   * Whether browsers use keys under that URL at all: for a name, not for an address, and by https unless the
   * name is this machine's own.
   */
  public boolean possible() {
    boolean own = id().equals("localhost") || id().endsWith(".localhost");
    return !literal(id()) && !id().isEmpty() && (own || "https".equals(url.getScheme()));
  }

  /** RP ID, Level 3 section 5. */
  public String id() {
    return url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
  }

  String origin() {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  private static boolean literal(String host) {
    try {
      InetAddress.ofLiteral(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
