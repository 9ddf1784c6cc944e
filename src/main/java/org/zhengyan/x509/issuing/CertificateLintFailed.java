package org.zhengyan.x509.issuing;

import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that must not be signed: a fault of ours, or of a profile. It names no person or
 * body.
 */
public final class CertificateLintFailed extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final List<String> broken;

  CertificateLintFailed(List<String> broken, @Nullable Throwable cause) {
    super("the certificate breaks: " + String.join("; ", broken), cause);
    this.broken = List.copyOf(broken);
  }

  /** What should have held and does not, each with its section. */
  public List<String> broken() {
    return broken;
  }
}
