package org.zhengyan.verification;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.status.holder.HolderText;
import org.zhengyan.status.holder.TextKind;

/**
 * The text that a holder signs: UTF-8, LF, fixed lines in fixed order, readable by a person.
 *
 * <p>It binds the answer to one platform, one action, one session and one moment. Every value was
 * checked to hold no control character and no line separator, so that no value can make a line.
 * Lines for absent members are left out.
 *
 * @param bytes the exact bytes; what is signed is these and one certificate line
 */
public record Challenge(byte[] bytes) {
  /**
   * @param platform registered name of the operator
   * @param nonce 32 random bytes in base64url
   */
  static Challenge of(
      URI service,
      ServiceEnvironment environment,
      String platform,
      String clientId,
      Terms terms,
      VerificationId id,
      String nonce,
      Instant expires) {
    StringBuilder text = new StringBuilder(640).append(TextKind.VERIFICATION.firstLine()).append('\n');
    line(text, "service", service.toString());
    line(text, "environment", environment.wire());
    line(text, "platform", platform + " (" + clientId + ")");
    line(text, "applicant", applicant(terms.applicant()));
    line(text, "body", terms.claimed().name());
    line(text, "uscc", terms.claimed().uscc().value());
    line(text, "on-behalf-of", onBehalfOf(terms.onBehalfOf()));
    line(text, "action", terms.action().type().wire());
    line(text, "subject", terms.action().subject());
    line(text, "identifier", terms.action().identifier());
    line(text, "digest", terms.action().digest());
    line(text, "verification", id.toString());
    line(text, "nonce", nonce);
    line(text, "expires", expires.toString());
    return new Challenge(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What a bare signature covers: the challenge, then {@code certificate: sha256:HEX} and LF.
   *
   * @param certificateSha256 SHA-256 of the certificate's DER, 32 bytes
   */
  byte[] signedText(byte[] certificateSha256) {
    return HolderText.withCertificate(bytes, certificateSha256);
  }

  /** As it stands in JSON. */
  public String base64url() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** {@code sha256:} and lower-case hex. */
  String hash() {
    return sha256(bytes);
  }

  static String sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void line(StringBuilder text, String name, @Nullable String value) {
    if (value != null) {
      text.append(name).append(": ").append(value).append('\n');
    }
  }

  private static @Nullable String applicant(Terms.@Nullable Applicant applicant) {
    if (applicant == null) {
      return null;
    }
    if (applicant.login() == null || applicant.place() == null) {
      return applicant.login() == null ? applicant.place() : applicant.login();
    }
    return applicant.login() + ", " + applicant.place();
  }

  private static @Nullable String onBehalfOf(Terms.@Nullable OnBehalfOf onBehalfOf) {
    if (onBehalfOf == null) {
      return null;
    }
    return onBehalfOf.department() != null
        ? "department " + onBehalfOf.department()
        : "agent " + onBehalfOf.agent();
  }
}
