package org.zhengyan.document.check;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to "is this document genuine?"; it says nothing about who brings it.
 *
 * @param checks every check in its order, those that were not reached too
 * @param seal who sealed or signed it, once that can be read; trusted only if the checks say so
 * @param body what the registry says of the body, once the seal was found genuine
 * @param named for whom it was downloaded, if for one platform alone
 * @param sha256 of the file, lower-case hex
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DocumentVerdict(
    Kind kind,
    Result result,
    List<DocumentReason> reasons,
    List<Check> checks,
    @Nullable SealPart seal,
    @Nullable BodyPart body,
    @Nullable Named named,
    Instant checkedAt,
    String sha256) {

  public DocumentVerdict {
    reasons = List.copyOf(reasons);
    checks = List.copyOf(checks);
    if ((result == Result.AUTHENTIC) != reasons.isEmpty()) {
      throw new IllegalArgumentException("a document is authentic exactly when no reason is against it");
    }
  }

  public enum Kind {
    OFD("ofd"),
    PDF("pdf"),
    UNKNOWN("unknown");

    private final String wire;

    Kind(String wire) {
      this.wire = wire;
    }

    @JsonValue
    public String wire() {
      return wire;
    }
  }

  public enum Result {
    AUTHENTIC("authentic"),
    NOT_AUTHENTIC("notAuthentic");

    private final String wire;

    Result(String wire) {
      this.wire = wire;
    }

    @JsonValue
    public String wire() {
      return wire;
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Check(String check, Outcome outcome, @Nullable String detail) {}

  public enum Outcome {
    PASSED("passed"),
    FAILED("failed"),
    SKIPPED("skipped");

    private final String wire;

    Outcome(String wire) {
      this.wire = wire;
    }

    @JsonValue
    public String wire() {
      return wire;
    }
  }

  /**
   * @param signer common name in the signer's certificate
   * @param maker common name in the seal maker's certificate; null in a PDF
   * @param name of the seal; null in a PDF
   * @param signedAt the time that the timestamp proves, else what the signer states
   * @param timestamped whether a timestamp that is trusted proves it
   * @param statusNow good, revoked or unknown
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SealPart(
      String signer,
      @Nullable String maker,
      @Nullable String name,
      @Nullable Instant signedAt,
      boolean timestamped,
      String statusNow) {}

  /** From the registry, as it stands now; never the head's name, never an address. */
  public record BodyPart(
      String name,
      String uscc,
      String kind,
      String division,
      String status,
      int documentVersion,
      int currentVersion) {}

  /** What a named download says; {@code nonce} is for the evidence alone and never answered. */
  public record Named(
      String platform, String purpose, Instant downloadedAt, @JsonIgnore String nonce) {}

  @JsonIgnore
  public boolean authentic() {
    return result == Result.AUTHENTIC;
  }
}
