package org.zhengyan.status.revocation;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.status.holder.HolderProof;

/** The body of a compromise report; {@code kind} says how the holder proves to be the holder. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = CompromiseRequest.Signed.class, name = "signature"),
  @JsonSubTypes.Type(value = CompromiseRequest.Coded.class, name = "code")
})
sealed interface CompromiseRequest {

  /**
   * A signature of the certificate's key over its {@link CompromiseText}.
   *
   * @param time as it stands in the text: RFC 3339 in UTC, whole seconds
   */
  record Signed(@Nullable String time, @Nullable String signature) implements CompromiseRequest {
    private static final Pattern TIME =
        Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

    String requiredTime() {
      return required(time, "/time");
    }

    Instant signedAt() {
      try {
        if (TIME.matcher(requiredTime()).matches()) {
          return Instant.parse(requiredTime());
        }
      } catch (DateTimeException e) {
        // Told below, together with what has another form.
      }
      throw Refusal.member(
          Problem.MALFORMED,
          "/time",
          "time-invalid",
          "give the time as it stands in the signed text, such as 2026-11-22T14:00:00Z");
    }

    byte[] signatureBytes() {
      return HolderProof.signature(signature);
    }
  }

  /** The revocation code that came with the certificate. */
  record Coded(@Nullable String code) implements CompromiseRequest {
    String requiredCode() {
      return required(code, "/code");
    }
  }

  private static String required(@Nullable String value, String pointer) {
    if (value == null) {
      throw Refusal.member(
          Problem.MALFORMED, pointer, "required", "the member " + pointer + " is missing");
    }
    return value;
  }
}
