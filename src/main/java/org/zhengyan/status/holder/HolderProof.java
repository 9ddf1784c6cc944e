package org.zhengyan.status.holder;

import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * The body of a request that a holder signs for instead of having an account.
 *
 * @param challenge the id of the challenge that is answered
 * @param certificate PEM
 * @param signature base64url of a DER signature over the challenge's text and the certificate line
 */
public record HolderProof(
    @Nullable String challenge, @Nullable String certificate, @Nullable String signature) {
  private static final int LONGEST = 256;

  /** @throws Refusal {@code malformed} when it is missing or no id */
  public UUID requireChallenge() {
    String text = required(challenge, "/challenge");
    try {
      UUID id = UUID.fromString(text);
      if (id.toString().equals(text)) {
        return id;
      }
    } catch (IllegalArgumentException e) {
      // Told below, together with other spellings.
    }
    throw Refusal.member(
        Problem.MALFORMED, "/challenge", "id-invalid", "give the id that came with the challenge");
  }

  /** @throws Refusal {@code malformed} when it is missing */
  public String requireCertificate() {
    return required(certificate, "/certificate");
  }

  /** @throws Refusal {@code malformed} when it is missing, too long, or no base64url */
  public byte[] requireSignature() {
    return signature(signature);
  }

  /** The same for a signature that came without a challenge. */
  public static byte[] signature(@Nullable String signature) {
    String text = required(signature, "/signature");
    try {
      if (text.length() <= LONGEST && text.indexOf('=') < 0) {
        return Base64.getUrlDecoder().decode(text);
      }
    } catch (IllegalArgumentException e) {
      // Told below, together with what is too long.
    }
    throw Refusal.member(
        Problem.MALFORMED,
        "/signature",
        "base64url-invalid",
        "give the DER signature in base64url without padding");
  }

  private static String required(@Nullable String value, String pointer) {
    if (value == null) {
      throw Refusal.member(Problem.MALFORMED, pointer, "required", "the member " + pointer + " is missing");
    }
    return value;
  }
}
