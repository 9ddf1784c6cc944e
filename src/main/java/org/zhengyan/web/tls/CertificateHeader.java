package org.zhengyan.web.tls;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.zhengyan.keys.Pem;
import org.zhengyan.x509.MalformedDer;
import org.zhengyan.x509.StrictDer;

/**
 * The value of {@code Client-Cert}: a byte sequence of RFC 9440 section 2.1, or, since nginx has no words for
 * that, the PEM in percent-encoding that its {@code $ssl_client_escaped_cert} is. Each in its one form, with
 * DER in it.
 */
final class CertificateHeader {
  /** A certificate with an RSA key of 8192 bits fits. */
  static final int LONGEST = 8 * 1024;

  private CertificateHeader() {}

  /**
   * The certificate's DER.
   *
   * @throws IllegalArgumentException when it is neither
   */
  static byte[] read(String value) {
    byte[] der = value.startsWith(":") ? byteSequence(value) : escapedPem(value);
    try {
      StrictDer.check(der, LONGEST);
    } catch (MalformedDer e) {
      throw new IllegalArgumentException("Client-Cert holds no DER", e);
    }
    return der;
  }

  /** RFC 9651 section 3.3.5, without parameters. */
  private static byte[] byteSequence(String value) {
    String base64 = value.length() < 2 || !value.endsWith(":") ? "" : value.substring(1, value.length() - 1);
    byte[] content = Base64.getDecoder().decode(base64);
    if (!Arrays.equals(Base64.getEncoder().encode(content), base64.getBytes(StandardCharsets.UTF_8))) {
      throw new IllegalArgumentException("Client-Cert is not one byte sequence");
    }
    return content;
  }

  private static byte[] escapedPem(String value) {
    if (value.indexOf('+') >= 0) {
      throw new IllegalArgumentException("Client-Cert has an unescaped plus sign");
    }
    List<Pem.Block> blocks = Pem.decode(URLDecoder.decode(value, StandardCharsets.US_ASCII));
    if (blocks.size() != 1 || !blocks.getFirst().label().equals("CERTIFICATE")) {
      throw new IllegalArgumentException("Client-Cert is not one certificate");
    }
    return blocks.getFirst().content();
  }
}
