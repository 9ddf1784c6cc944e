package org.zhengyan.verification;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a verification, as the platform gets it and as the receipt keeps it.
 *
 * <p>It says no more of the body than the platform needs: never the head's name, never an address.
 *
 * @param assurance what was reached; null when the evidence proved nothing
 * @param institution set once a trusted certificate and its signature were proven
 * @param certificate set once the certificate was proven to be ours
 * @param checks every check in the order in which it was made, the skipped ones too
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Verdict(
    Result result,
    @Nullable Assurance assurance,
    List<Reason> reasons,
    @Nullable InstitutionPart institution,
    @Nullable CertificatePart certificate,
    List<Check> checks) {

  public Verdict {
    reasons = List.copyOf(reasons);
    checks = List.copyOf(checks);
    if ((result == Result.VERIFIED) != reasons.isEmpty()) {
      throw new IllegalArgumentException("a verdict is verified exactly when it has no reason against it");
    }
  }

  public enum Result {
    VERIFIED("verified"),
    REJECTED("rejected");

    private final String wire;

    Result(String wire) {
      this.wire = wire;
    }

    @JsonValue
    public String wire() {
      return wire;
    }
  }

  /**
   * @param name the first registered name
   * @param matchedName which registered name the claim matched: {@code first}, {@code second}, …
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record InstitutionPart(
      String name,
      @Nullable String matchedName,
      String uscc,
      String kind,
      String division,
      String status,
      Instant asOf) {}

  /**
   * @param superseding the day on which a decided change retires the certificate
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record CertificatePart(
      String serial,
      String sha256,
      Instant notBefore,
      Instant notAfter,
      String status,
      Instant asOf,
      @Nullable LocalDate superseding) {
    CertificatePart superseding(Optional<LocalDate> day) {
      return new CertificatePart(serial, sha256, notBefore, notAfter, status, asOf, day.orElse(null));
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
}
