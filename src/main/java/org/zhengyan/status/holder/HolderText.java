package org.zhengyan.status.holder;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.keys.VerificationKey;
import org.zhengyan.x509.LeafCertificate;

/**
 * A text that a holder signs: UTF-8, LF after each line, fixed lines in fixed order, for a person to read.
 *
 * <p>It begins with the line of its kind, the service and the environment. A value never makes a line: one
 * with a control character is a fault of ours. What a bare signature covers is the text and one more line,
 * {@code certificate: sha256:HEX}, which binds it to one certificate of the key.
 *
 * @param bytes exactly; not to be changed
 */
public record HolderText(byte[] bytes) {

  /** Begins a text of that kind from this service. */
  public static Lines of(TextKind kind, ServiceProperties service) {
    return new Lines(kind)
        .line("service", service.publicUrl().toString())
        .line("environment", service.environment().wire());
  }

  /** A text that is being written. */
  public static final class Lines {
    private final StringBuilder text = new StringBuilder(512);

    private Lines(TextKind kind) {
      text.append(kind.firstLine()).append('\n');
    }

    /** Adds one line; an absent value leaves it out. */
    public Lines line(String name, @Nullable String value) {
      if (value == null) {
        return this;
      }
      if (value.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("the value of " + name + " holds a control character");
      }
      text.append(name).append(": ").append(value).append('\n');
      return this;
    }

    public HolderText text() {
      return new HolderText(text.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The text followed by the certificate's line. */
  public static byte[] withCertificate(byte[] text, byte[] certificateSha256) {
    byte[] line =
        ("certificate: sha256:" + HexFormat.of().formatHex(certificateSha256) + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] signed = new byte[text.length + line.length];
    System.arraycopy(text, 0, signed, 0, text.length);
    System.arraycopy(line, 0, signed, text.length, line.length);
    return signed;
  }

  /** True when the leaf's key signed this text for this certificate; nothing is said of the certificate. */
  public boolean signedBy(LeafCertificate leaf, byte[] signature) {
    return leaf.key().verify(withCertificate(bytes, leaf.sha256()), signature);
  }

  /** True when the key signed exactly this text, which then has to name the certificate itself. */
  public boolean signedBy(VerificationKey key, byte[] signature) {
    return key.verify(bytes, signature);
  }

  public String base64url() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
