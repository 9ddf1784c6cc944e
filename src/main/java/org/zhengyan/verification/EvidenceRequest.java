package org.zhengyan.verification;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.zhengyan.document.check.DocumentCheck;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.x509.LeafCertificate;

/** The body of {@code POST …/evidence}; {@code kind} says which form it has. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = EvidenceRequest.BareSignature.class, name = "signature"),
  @JsonSubTypes.Type(value = EvidenceRequest.Cms.class, name = "cms"),
  @JsonSubTypes.Type(value = EvidenceRequest.Document.class, name = "document"),
  @JsonSubTypes.Type(value = EvidenceRequest.Paper.class, name = "paper")
})
public sealed interface EvidenceRequest {

  /**
   * What the judge gets.
   *
   * @throws Refusal {@code malformed} when a member is missing, is no base64url, or is too long
   */
  Evidence evidence();

  /** A certificate in PEM and a DER signature over the signed text. */
  record BareSignature(@Nullable String certificate, @Nullable String signature) implements EvidenceRequest {
    @Override
    public Evidence evidence() {
      if (certificate == null) {
        throw missing("/certificate");
      }
      if (certificate.length() > LeafCertificate.MAX_PEM_CHARS) {
        throw tooLong("/certificate", LeafCertificate.MAX_PEM_CHARS + " characters");
      }
      if (signature == null) {
        throw missing("/signature");
      }
      return new Evidence.BareSignature(certificate, bytes(signature, "/signature", 256));
    }
  }

  /** A detached SignedData over the challenge alone. */
  record Cms(@Nullable String cms) implements EvidenceRequest {
    @Override
    public Evidence evidence() {
      if (cms == null) {
        throw missing("/cms");
      }
      return new Evidence.Cms(bytes(cms, "/cms", 64 * 1024));
    }
  }

  /** A face of the certificate, OFD or PDF, from the platform alone. */
  record Document(@Nullable String document) implements EvidenceRequest {
    @Override
    public Evidence evidence() {
      if (document == null) {
        throw missing("/document");
      }
      if (document.length() > (DocumentCheck.MAX_BYTES + 2) / 3 * 4) {
        throw Refusal.of(
            Problem.TOO_LARGE, "A document has at most " + DocumentCheck.MAX_BYTES / 1024 + " kB");
      }
      return new Evidence.Document(bytes(document, "/document", DocumentCheck.MAX_BYTES), null);
    }
  }

  /** The number that a certificate on paper shows, from the platform alone. */
  record Paper(@Nullable String number) implements EvidenceRequest {
    private static final Pattern NUMBER = Pattern.compile("[1-9A-Fa-f][0-9A-Fa-f]{0,39}");

    @Override
    public Evidence evidence() {
      if (number == null) {
        throw missing("/number");
      }
      if (!NUMBER.matcher(number).matches()) {
        throw Refusal.member(
            Problem.MALFORMED, "/number", "number-invalid", "a number is at most 40 hexadecimal digits");
      }
      return new Evidence.Paper(number.toUpperCase(Locale.ROOT));
    }
  }

  private static byte[] bytes(String base64url, String pointer, int limit) {
    if (base64url.length() > (limit + 2) / 3 * 4) {
      throw tooLong(pointer, limit + " bytes");
    }
    try {
      if (base64url.indexOf('=') < 0) {
        return Base64.getUrlDecoder().decode(base64url);
      }
    } catch (IllegalArgumentException e) {
      // Told below, together with padding.
    }
    throw Refusal.member(
        Problem.MALFORMED, pointer, "base64url-invalid", "give base64url without padding (RFC 4648 section 5)");
  }

  private static Refusal tooLong(String pointer, String limit) {
    return Refusal.member(Problem.MALFORMED, pointer, "too-long", "the member holds more than " + limit);
  }

  private static Refusal missing(String pointer) {
    return Refusal.member(Problem.MALFORMED, pointer, "required", "the member " + pointer + " is missing");
  }
}
