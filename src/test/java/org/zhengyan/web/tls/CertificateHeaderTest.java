package org.zhengyan.web.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.zhengyan.keys.Pem;

/** Each value that is refused breaks one thing. */
@NullUnmarked
class CertificateHeaderTest {
  /** Base64 of it has both characters that percent-encoding and forms read differently. */
  private static final byte[] DER = {0x30, 0x05, 0x04, 0x03, (byte) 0xff, (byte) 0xbf, (byte) 0xff};

  private static final String BASE64 = Base64.getEncoder().encodeToString(DER);

  /** As nginx writes {@code $ssl_client_escaped_cert}: all but unreserved characters are escaped. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
      boolean plain = Character.isLetterOrDigit(b) || b == '-' || b == '.' || b == '_' || b == '~';
      escaped.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b));
    }
    return escaped.toString();
  }

  @Test
  void readsAByteSequenceAndEscapedPem() {
    assertThat(BASE64).contains("+", "/");
    assertThat(CertificateHeader.read(":" + BASE64 + ":")).isEqualTo(DER);
    assertThat(CertificateHeader.read(escaped(Pem.encode("CERTIFICATE", DER)))).isEqualTo(DER);
  }

  private static void requireRefused(String value) {
    assertThatThrownBy(() -> CertificateHeader.read(value)).as(value).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAnotherByteSequence() {
    requireRefused("");
    requireRefused(":");
    requireRefused("::");
    requireRefused(BASE64);
    requireRefused(":" + BASE64);
    requireRefused(":" + BASE64 + ":;a=1");
    requireRefused(":" + BASE64 + ":, :" + BASE64 + ":");
    requireRefused(":" + BASE64.replace("=", "") + ":");
    requireRefused(":" + BASE64.replace('+', '-').replace('/', '_') + ":");
    requireRefused(": " + BASE64 + ":");
  }

  @Test
  void refusesWhatIsNoDer() {
    byte[] longer = Arrays.copyOf(DER, DER.length + 1);
    byte[] shorter = Arrays.copyOf(DER, DER.length - 1);
    byte[] huge = new byte[CertificateHeader.LONGEST + 1];
    huge[0] = 0x04;
    huge[1] = (byte) 0x82;
    huge[2] = (byte) ((huge.length - 4) >> 8);
    huge[3] = (byte) (huge.length - 4);
    for (byte[] each : new byte[][] {longer, shorter, huge}) {
      requireRefused(":" + Base64.getEncoder().encodeToString(each) + ":");
    }
  }

  @Test
  void refusesOtherPem() {
    String pem = Pem.encode("CERTIFICATE", DER);
    requireRefused(escaped(pem + pem));
    requireRefused(escaped(Pem.encode("CERTIFICATE REQUEST", DER)));
    requireRefused(escaped("a " + pem));
    requireRefused(escaped(pem).replace("%2B", "+"));
    requireRefused(escaped(pem) + "%0");
    requireRefused(escaped(pem) + "%zz");
  }
}
