package org.zhengyan.x509;

import java.util.Base64;

/** The strict textual encoding of one certificate (RFC 7468 section 3), within bounds. */
final class CertificatePem {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private CertificatePem() {}

  /**
   * The bytes of the one block that the text consists of; only whitespace stands around it.
   *
   * @throws MalformedCertificate for anything else
   */
  static byte[] decode(String pem) throws MalformedCertificate {
    if (pem.length() > LeafCertificate.MAX_PEM_CHARS) {
      throw new MalformedCertificate(
          "The certificate has more than " + LeafCertificate.MAX_PEM_CHARS + " characters.");
    }
    String text = pem.strip();
    if (!text.startsWith(BEGIN) || !text.endsWith(END) || text.length() < BEGIN.length() + END.length()) {
      throw new MalformedCertificate(
          "Send one PEM block that begins with " + BEGIN + " and ends with " + END + ".");
    }
    String body = text.substring(BEGIN.length(), text.length() - END.length());
    if (body.indexOf('-') >= 0) {
      throw new MalformedCertificate("Send one certificate alone: the text holds more than one block.");
    }
    try {
      return Base64.getDecoder().decode(withoutLineBreaks(body));
    } catch (IllegalArgumentException e) {
      throw new MalformedCertificate("What stands in the PEM block is not base64.", e);
    }
  }

  private static String withoutLineBreaks(String body) {
    StringBuilder base64 = new StringBuilder(body.length());
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c != '\n' && c != '\r' && c != ' ' && c != '\t') {
        base64.append(c);
      }
    }
    return base64.toString();
  }
}
